using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Cli.Templates.Execution;
using Berth.Cli.Templates.Values;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>One line of <c>ps</c>, with the names that its <c>--format</c> uses.</summary>
internal sealed class ContainerRow(ContainerSummary container, bool truncate) : GoMethods
{
    public const string DefaultFormat = "table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}";

    public static GoMap Header => HeaderRow.Of(
        ("ID", "CONTAINER ID"), ("Names", "NAMES"), ("Image", "IMAGE"), ("Command", "COMMAND"), ("CreatedAt", "CREATED AT"),
        ("RunningFor", "CREATED"), ("Ports", "PORTS"), ("State", "STATE"), ("Status", "STATUS"), ("Size", "SIZE"), ("Labels", "LABELS"),
        ("Mounts", "MOUNTS"), ("LocalVolumes", "LOCAL VOLUMES"), ("Networks", "NETWORKS"), ("Platform", "PLATFORM"));

    /// <summary>A row without a container, on which docker tries a template before it asks for the list.</summary>
    public static ContainerRow Empty => new(
        new ContainerSummary
        {
            Id = "",
            Names = [],
            Image = "",
            ImageID = "",
            Command = "",
            Created = 0,
            Labels = [],
            State = "",
            Status = "",
            HostConfig = new SummaryHostConfig(),
            NetworkSettings = new SummaryNetworkSettings(),
            Mounts = [],
        },
        truncate: false);

    public override string TypeName => "*formatter.ContainerContext";

    public override IReadOnlyList<string> JsonMethods =>
    [
        "Command", "CreatedAt", "ID", "Image", "Labels", "LocalVolumes", "Mounts", "Names", "Networks", "Platform", "Ports", "RunningFor", "Size", "State", "Status",
    ];

    public override string Bare
    {
        get
        {
            using JsonDocument json = JsonDocument.Parse(ContractsJson.Write(container));
            return $"{{{{<nil>}} {(truncate ? "true" : "false")} {GoFormat.Default(ApiTypes.Read("container.Summary", json.RootElement))} map[]}}";
        }
    }

    public override int Arity(string method) => method == "Label" ? 1 : JsonMethods.Contains(method) ? 0 : -1;

    public override GoValue Call(string method, IReadOnlyList<string> arguments) =>
        method == "Platform" ? new GoPointer(null, "*formatter.Platform") : new GoString(Text(method, arguments));

    private string Text(string method, IReadOnlyList<string> arguments) => method switch
    {
        "ID" => truncate ? ShortText.Id(container.Id) : container.Id,
        "Names" => Names,
        "Image" => Image,
        "Command" => GoQuoted.Text(truncate ? ShortText.Ellipsis(container.Command, 20) : container.Command),
        "CreatedAt" => HumanTime.Local(container.Created),
        "RunningFor" => HumanTime.Ago(container.Created),
        "Ports" => PortList.Text(container.Ports),
        "State" => container.State,
        "Status" => container.Status,
        "Size" => Size,
        "Labels" => string.Join(',', container.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal)),
        "Label" => container.Labels.GetValueOrDefault(arguments[0], ""),
        "Mounts" => string.Join(',', container.Mounts.Select(Mount)),
        "LocalVolumes" => container.Mounts.Count(mount => mount.Driver == "local").ToString(),
        "Networks" => string.Join(',', container.NetworkSettings.Networks.Keys),
        _ => "",
    };

    private string Names
    {
        get
        {
            IEnumerable<string> names = container.Names.Select(name => name.TrimStart('/'));
            return truncate ? names.FirstOrDefault(name => !name.Contains('/')) ?? "" : string.Join(',', names);
        }
    }

    private string Image
    {
        get
        {
            if (container.Image.Length == 0)
            {
                return "<no image>";
            }

            if (!truncate)
            {
                return container.Image;
            }

            string id = ShortText.Id(container.ImageID);
            if (id == ShortText.Id(container.Image))
            {
                return id;
            }

            // The digest of "name@sha256:…" is cut off, a tag stays.
            int at = container.Image.IndexOf('@');
            return at > 0 && ImageReference.TryParseExact(container.Image, out ImageReference? reference, out _)
                ? reference.Tag is string tag ? $"{reference.FamiliarName}:{tag}" : reference.FamiliarName
                : container.Image;
        }
    }

    private string Size
    {
        get
        {
            string written = HumanSize.Decimal(container.SizeRw ?? 0, 3);
            return container.SizeRootFs is > 0 and long all ? $"{written} (virtual {HumanSize.Decimal(all, 3)})" : written;
        }
    }

    private string Mount(MountPoint mount)
    {
        string name = string.IsNullOrEmpty(mount.Name) ? mount.Source : mount.Name;
        return truncate ? ShortText.Ellipsis(name, 15) : name;
    }
}
