using Berth.Cli.Completion;

namespace Berth.Cli.CommandLine;

/// <summary>
/// Every verb by its spellings. Looking one up makes that verb and nothing else; the lists serve help, completion and hints.
/// </summary>
internal static class VerbRegistry
{
    /// <summary>The verbs that help puts first.</summary>
    public static IReadOnlyList<string> Common => ["run", "exec", "ps", "images", "version", "info"];

    public static IReadOnlyList<string> Nouns => ["container", "image", "system"];

    /// <summary>The top-level verbs that are not <see cref="Common"/>, in the order of help.</summary>
    public static IReadOnlyList<string> Others =>
    [
        "attach", "completion", "create", "history", "import", "inspect", "kill", "logs", "pause", "port", "rename", "restart", "rm", "rmi", "start", "stop",
        "tag", "unpause", "wait",
    ];

    /// <summary>Every word that may come first.</summary>
    public static IReadOnlyList<string> TopLevel => [.. Common, .. Nouns, .. Others, "help"];

    /// <summary>The verb of a path such as <c>ps</c> or <c>container ls</c>; null when there is none.</summary>
    public static Verb? Find(string path) => path switch
    {
        "run" or "container run" => new Containers.RunVerb(),
        "create" or "container create" => new Containers.CreateVerb(),
        "start" or "container start" => new Containers.StartVerb(),
        "stop" or "container stop" => new Containers.StopVerb(),
        "restart" or "container restart" => new Containers.RestartVerb(),
        "kill" or "container kill" => new Containers.KillVerb(),
        "pause" or "container pause" => new Containers.PauseVerb(),
        "unpause" or "container unpause" => new Containers.UnpauseVerb(),
        "attach" or "container attach" => new Containers.AttachVerb(),
        "exec" or "container exec" => new Containers.ExecVerb(),
        "ps" or "container ls" or "container list" or "container ps" => new Containers.ListVerb(),
        "rm" or "container rm" or "container remove" => new Containers.RemoveVerb(),
        "rename" or "container rename" => new Containers.RenameVerb(),
        "logs" or "container logs" => new Containers.LogsVerb(),
        "wait" or "container wait" => new Containers.WaitVerb(),
        "port" or "container port" => new Containers.PortVerb(),
        "container inspect" => new Containers.InspectVerb(),
        "container prune" => new Containers.PruneVerb(),
        "images" or "image ls" or "image list" => new Images.ListVerb(),
        "rmi" or "image rm" or "image remove" => new Images.RemoveVerb(),
        "tag" or "image tag" => new Images.TagVerb(),
        "import" or "image import" => new Images.ImportVerb(),
        "history" or "image history" => new Images.HistoryVerb(),
        "image inspect" => new Images.InspectVerb(),
        "image prune" => new Images.PruneVerb(),
        "inspect" => new Objects.InspectVerb(),
        "version" => new Information.VersionVerb(),
        "info" or "system info" => new Information.InfoVerb(),
        "completion" => new CompletionVerb(),
        "__complete" => new CompleteVerb(),
        _ => null,
    };

    /// <summary>What a noun is about; null when <paramref name="noun"/> is none.</summary>
    public static string? NounSummary(string noun) => noun switch
    {
        "container" => "Manage containers",
        "image" => "Manage images",
        "system" => "Manage the engine",
        _ => null,
    };

    /// <summary>The verbs under a noun, without aliases, sorted.</summary>
    public static IReadOnlyList<string> VerbsOf(string noun) => noun switch
    {
        "container" =>
        [
            "attach", "create", "exec", "inspect", "kill", "logs", "ls", "pause", "port", "prune", "rename", "restart", "rm", "run", "start", "stop", "unpause", "wait",
        ],
        "image" => ["history", "import", "inspect", "ls", "prune", "rm", "tag"],
        "system" => ["info"],
        _ => [],
    };

    /// <summary>A hint for docker's verbs that this release does not have yet; null for a word that docker does not know either.</summary>
    public static string? ComesLater(string path) => path switch
    {
        "build" or "image build" or "buildx" or "builder" => "building images comes with a later release; import a root file system with import",
        "pull" or "push" or "login" or "logout" or "search" or "image pull" or "image push" =>
            "registries come with a later release; import a root file system with import",
        "save" or "load" or "image save" or "image load" or "commit" or "container commit" or "cp" or "container cp" or "diff"
            or "container diff" or "export" or "container export" or "events" or "stats" or "container stats" or "top" or "container top"
            or "update" or "container update" or "volume" or "network" or "compose" => "this command comes with a later release",
        "swarm" or "node" or "service" or "stack" or "secret" or "config" => "there is no swarm mode here",
        _ => null,
    };
}
