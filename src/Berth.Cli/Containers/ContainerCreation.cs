using Berth.Cli.CommandLine;
using Berth.Cli.Images;
using Berth.Cli.Values;
using Berth.Engine;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>What <c>create</c> and <c>run</c> share beyond their options: the request, and failures explained.</summary>
internal static class ContainerCreation
{
    /// <summary>The request that the options and arguments make.</summary>
    /// <exception cref="EngineException">An option's value is no good, or asks for what this release cannot do.</exception>
    public static ContainerCreateRequest Request(CreateOptions options, Invocation invocation)
    {
        Platform? platform = null;
        if (options.Platform.Length > 0 && !Platform.TryParse(options.Platform, out platform, out string? reason))
        {
            throw new EngineException(ErrorKind.InvalidArgument, reason, "platforms are written os/arch, e.g. linux/amd64");
        }

        var request = new ContainerCreateRequest
        {
            Name = options.Name.Length > 0 ? options.Name : null,
            Config = options.ToConfig(invocation.Arguments, invocation.Config),
            HostConfig = options.ToHostConfig(),
            Platform = platform,
        };
        return options.Pull == "always"
            ? throw new EngineException(ErrorKind.NotSupported, "--pull always: registries come with a later release", "import a root file system with import")
            : request;
    }

    /// <summary>Does <paramref name="create"/>, and adds what the user probably meant to a failure that shows it.</summary>
    public static T WithHints<T>(Invocation invocation, ContainerCreateRequest request, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (EngineException failure) when (failure.Hint is null)
        {
            string image = invocation.Arguments[0];
            if (failure.Kind == ErrorKind.NotFound && failure.Message.StartsWith("No such image", StringComparison.Ordinal))
            {
                throw ImageNotFound(invocation, image, failure);
            }

            string? hint = MisplacedOptions.Hint(invocation, "the image") ?? VolumeValue.HintFor(failure, request.HostConfig.Binds ?? []);
            if (hint is null)
            {
                throw;
            }

            throw new EngineException(failure.Kind, failure.Message, hint, failure);
        }
    }

    public static IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ImageNames.All(invocation) : [":files"];

    public static IEnumerable<string> CompleteOption(Option option, Invocation invocation) => option.Name switch
    {
        "network" or "net" => ["bridge", "host", "none", .. ContainerNames.In(invocation, "running").Select(name => "container:" + name)],
        "volume" => [.. invocation.Engine.Volumes.List().Select(volume => volume.Name + ":"), ":files", ":nospace"],
        "env-file" or "label-file" or "cidfile" or "device" => [":files"],
        "env" => Environment.GetEnvironmentVariables().Keys.Cast<string>(),
        "stop-signal" => ["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2"],
        "security-opt" => ["no-new-privileges", "seccomp=unconfined", "seccomp=", "systempaths=unconfined"],
        _ => option.Choices.ToArray(),
    };

    private static EngineException ImageNotFound(Invocation invocation, string image, EngineException failure)
    {
        if (!ImageReference.TryParse(image, out ImageReference? reference, out string? error))
        {
            return new EngineException(ErrorKind.InvalidArgument, error, null, failure);
        }

        string? near = ImageNames.Nearest(invocation, reference);
        return new EngineException(
            ErrorKind.NotFound,
            $"unable to find image '{reference.Familiar}' locally",
            near is null
                ? $"registries come with a later release; a root file system becomes an image with: {ProgramName.Current} import FILE {reference.Familiar}"
                : $"did you mean {near}?",
            failure);
    }
}
