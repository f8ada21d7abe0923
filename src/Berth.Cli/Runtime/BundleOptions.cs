using Berth.Cli.CommandLine;
using Berth.Oci.Runtime;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>The options that create and run share.</summary>
internal sealed class BundleOptions
{
    private readonly TextOption _bundle = new("bundle", 'b', "Directory of the bundle", ".");
    private readonly ProcessOptions _process = new();
    // Neither is done here in the way that these switch off: there is no MS_MOVE fallback to choose, and the session keyring is new.
    private readonly Switch _noPivot = new("no-pivot", '\0', "Accepted; the root is changed with pivot_root in any case");
    private readonly Switch _noNewKeyring = new("no-new-keyring", '\0', "Accepted; the container gets a session keyring of its own in any case");

    public Option[] All => [_bundle, _noPivot, _noNewKeyring, .. _process.All];

    /// <summary>Reads the bundle and checks that its terminal can be handed over.</summary>
    public Bundle Load(bool detach)
    {
        Bundle bundle = Bundle.Load(_bundle.Value);
        Process? process = bundle.Spec.Process;
        _process.CheckTerminal(process?.Terminal ?? false, detach);
        return process is null ? bundle : bundle with { Spec = bundle.Spec with { Process = SocketActivation.Announce(process) } };
    }

    public CreateOptions ToCreateOptions(bool waitsForStart, bool foreground) => new()
    {
        WaitsForStart = waitsForStart,
        DiesWithParent = foreground,
        PidFile = _process.PidFile,
        PreservedDescriptors = _process.PreservedDescriptors(SocketActivation.Count),
    };

    public void Send(CreatedContainer created) => _process.Send(created.PidFd, created.TerminalMaster);
}
