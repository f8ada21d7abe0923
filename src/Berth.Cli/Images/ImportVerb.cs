using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Images;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>import</c>: a root file system's archive becomes an image of one layer.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly ListOption _change = new("change", 'c', "Apply Dockerfile instruction to the created image");
    private readonly TextOption _message = new("message", 'm', "Set commit message for imported image");
    private readonly TextOption _platform = new("platform", '\0', "Set platform if server is multi-platform capable");

    public override VerbUsage Usage => new(
        "[OPTIONS] file|- [REPOSITORY[:TAG]]", "Import the contents from a tarball to create a filesystem image", ["image import", "import"],
        ArgumentCount.Between(1, 2));

    public override Option[] Options => [_change, _message, _platform];

    public override int Run(Invocation invocation)
    {
        string source = invocation.Arguments[0];
        ImageReference? name = invocation.Arguments.Count > 1 ? ImageReference.Parse(invocation.Arguments[1]) : null;
        var options = new ImportOptions
        {
            Message = _message.Given ? _message.Value : $"Imported from {source}",
            Changes = _change.Values,
            Platform = _platform.Value.Length > 0 ? Platform.Parse(_platform.Value) : null,
        };
        using Stream archive = Open(source);
        using var progress = new ImportProgressLine(invocation.Error);
        ImportResult result = invocation.Engine.Images.Store.Import(archive, name, options, progress);
        progress.Clear();
        foreach (string warning in result.Warnings)
        {
            invocation.Error.WriteLine($"WARNING: {warning}");
        }

        invocation.Output.WriteLine(result.Id.ToString());
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? [":files"] : [];

    private static FileStream Open(string source)
    {
        if (source == "-")
        {
            return Terminal.IsTerminal(StandardStream.Input)
                ? throw new EngineException(ErrorKind.InvalidArgument, "standard input is a terminal, not an archive", "pipe an archive in, or name a file")
                : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(StandardStream.Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        }

        if (source.Contains("://", StringComparison.Ordinal))
        {
            throw new EngineException(
                ErrorKind.NotSupported, $"import {source}: importing from an address comes with a later release",
                $"curl -L {source} | {ProgramName.Current} import - NAME");
        }

        if (Directory.Exists(source))
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"open {source}: is a directory", $"tar -C {source} -c . | {ProgramName.Current} import - NAME");
        }

        try
        {
            return new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(ErrorKind.NotFound, $"open {source}: no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw new EngineException(ErrorKind.Forbidden, $"open {source}: permission denied");
        }
    }
}
