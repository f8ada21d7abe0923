using Berth.Cli.CommandLine;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime spec</c>: a config.json to begin with.</summary>
internal sealed class SpecVerb : RuntimeVerb
{
    private readonly TextOption _bundle = new("bundle", 'b', "Directory of the bundle", ".");

    public override VerbUsage Usage => new("[OPTIONS]", "Write a new specification file", [], ArgumentCount.None);

    private readonly Switch _rootless = new("rootless", '\0', "For an ordinary user: with a user namespace in which that user is root");

    public override Option[] Options => [_bundle, _rootless];

    public override int Run(Invocation invocation)
    {
        string path = Path.Combine(_bundle.Value, "config.json");
        Errno errno = Files.TryOpen(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, out Fd file, 0x1A4);
        using (file)
        {
            if (errno == Errno.EEXIST)
            {
                throw new EngineException(ErrorKind.Conflict, $"file {path} exists. Remove it first");
            }

            if (errno != Errno.None)
            {
                throw new KernelException("create", path, errno);
            }

            string[] masked = SystemPaths.Masked(), readOnly = SystemPaths.ReadOnly();
            Spec spec = _rootless.Value
                ? DefaultSpec.CreateRootless(Files.EffectiveUser, Files.EffectiveGroup, masked, readOnly)
                : DefaultSpec.Create(CgroupHost.Detect().IsUnified, masked, readOnly);
            Files.Write(file, RuntimeSpec.Write(spec, indented: true));
        }

        return 0;
    }
}
