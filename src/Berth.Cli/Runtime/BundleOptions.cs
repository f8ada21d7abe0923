using Berth.Cli.CommandLine;
using Berth.Oci.Runtime;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>The options that create and run share.</summary>
internal sealed class BundleOptions
{
    private readonly TextOption _bundle = new("bundle", 'b', "Directory of the bundle", ".");
    private readonly ProcessOptions _process = new();
    private readonly Switch _noPivot = new("no-pivot", '\0', "Change the root with chroot instead of pivot_root (for a host that runs from an initramfs)");
    private readonly Switch _noNewKeyring = new("no-new-keyring", '\0', "Keep the session keyring instead of making a new one");

    public Option[] All => [_bundle, _noPivot, _noNewKeyring, .. _process.All];

    /// <summary>Reads the bundle and checks that its terminal can be handed over.</summary>
    public Bundle Load(bool detach)
    {
        Bundle bundle = Bundle.Load(_bundle.Value).WithHome();
        if (RootlessEntry.StateRoot is not null)
        {
            bundle = bundle with { Spec = RootlessEntry.Inside(bundle.Spec) };
        }

        Process? process = bundle.Spec.Process;
        _process.CheckTerminal(process?.Terminal ?? false, detach);
        return process is null ? bundle : bundle with { Spec = bundle.Spec with { Process = SocketActivation.Announce(process) } };
    }

    public CreateOptions ToCreateOptions(bool waitsForStart, bool foreground) => new()
    {
        WaitsForStart = waitsForStart,
        DiesWithParent = foreground,
        HasNotifySocket = NotifySocket.Outer is not null,
        IsRootless = RootlessEntry.StateRoot is not null,
        KeepsOldRoot = _noPivot.Value,
        KeepsKeyring = _noNewKeyring.Value,
        PidFile = _process.PidFile,
        PreservedDescriptors = _process.PreservedDescriptors(SocketActivation.Count),
    };

    public void Send(CreatedContainer created) => _process.Send(created.PidFd, created.TerminalMaster);
}
