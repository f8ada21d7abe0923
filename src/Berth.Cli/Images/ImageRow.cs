using System.Text.Json;
using Berth.Cli.Output;
using Berth.Cli.Templates.Execution;
using Berth.Cli.Templates.Values;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>One line of <c>images</c>: one tag (or digest) of one image.</summary>
internal sealed class ImageRow : GoMethods
{
    public const string DefaultFormat = "table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}";

    public const string DefaultFormatWithDigest =
        "table {{.Repository}}\\t{{.Tag}}\\t{{.Digest}}\\t{{.ID}}\\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}";

    private readonly ImageSummary _image;
    private readonly bool _truncate;
    private readonly string _repository;
    private readonly string _tag;
    private readonly string _digest;

    private ImageRow(ImageSummary image, bool truncate, string repository, string tag, string digest) =>
        (_image, _truncate, _repository, _tag, _digest) = (image, truncate, repository, tag, digest);

    public static GoMap Header => HeaderRow.Of(
        ("ID", "IMAGE ID"), ("Repository", "REPOSITORY"), ("Tag", "TAG"), ("Digest", "DIGEST"), ("CreatedSince", "CREATED"),
        ("CreatedAt", "CREATED AT"), ("Size", "SIZE"), ("Containers", "CONTAINERS"), ("VirtualSize", "SIZE"), ("SharedSize", "SHARED SIZE"),
        ("UniqueSize", "UNIQUE SIZE"));

    public override string TypeName => "*formatter.imageContext";

    public override IReadOnlyList<string> JsonMethods =>
        ["Containers", "CreatedAt", "CreatedSince", "Digest", "ID", "Repository", "SharedSize", "Size", "Tag", "UniqueSize", "VirtualSize"];

    /// <summary>The rows of one image. Digests get rows of their own only where they are shown.</summary>
    public static IEnumerable<ImageRow> Of(ImageSummary image, bool truncate, bool showDigests, bool formatUsesDigest)
    {
        var digests = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (ImageReference reference in References(image.RepoDigests))
        {
            Group(digests, reference.FamiliarName).Add(reference.Digest.ToString());
        }

        var tags = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (ImageReference reference in References(image.RepoTags).Where(reference => reference.Tag is not null))
        {
            Group(tags, reference.FamiliarName).Add(reference.Tag!);
        }

        if (tags.Count == 0 && digests.Count == 0)
        {
            yield return new ImageRow(image, truncate, "<none>", "<none>", "<none>");
            yield break;
        }

        foreach ((string repository, List<string> names) in tags)
        {
            IReadOnlyList<string> shown = (showDigests || formatUsesDigest) && digests.TryGetValue(repository, out List<string>? known) ? known : ["<none>"];
            digests.Remove(repository);
            foreach (string tag in names)
            {
                foreach (string digest in shown)
                {
                    yield return new ImageRow(image, truncate, repository, tag, digest);
                }
            }
        }

        foreach ((string repository, List<string> names) in digests)
        {
            foreach (string digest in showDigests ? names : [""])
            {
                yield return new ImageRow(image, truncate, repository, "<none>", digest);
            }
        }
    }

    public override string Bare
    {
        get
        {
            using JsonDocument json = JsonDocument.Parse(ContractsJson.Write(_image));
            string summary = GoFormat.Default(ApiTypes.Read("image.Summary", json.RootElement));
            return $"{{{{<nil>}} {(_truncate ? "true" : "false")} {summary} {_repository} {_tag} {_digest}}}";
        }
    }

    public override int Arity(string method) => JsonMethods.Contains(method) ? 0 : -1;

    public override GoValue Call(string method, IReadOnlyList<string> arguments) => new GoString(method switch
    {
        "ID" => _truncate ? ShortText.Id(_image.Id) : _image.Id,
        "Repository" => _repository,
        "Tag" => _tag,
        "Digest" => _digest,
        "CreatedSince" => HumanTime.Ago(_image.Created),
        "CreatedAt" => HumanTime.Local(_image.Created),
        "Size" => HumanSize.Decimal(_image.Size, 3),
        "VirtualSize" => HumanSize.Decimal(_image.Size),
        "Containers" => _image.Containers == -1 ? "N/A" : _image.Containers.ToString(),
        "SharedSize" => _image.SharedSize == -1 ? "N/A" : HumanSize.Decimal(_image.SharedSize),
        "UniqueSize" => _image.Size == -1 || _image.SharedSize == -1 ? "N/A" : HumanSize.Decimal(_image.Size - _image.SharedSize),
        _ => "",
    });

    private static IEnumerable<ImageReference> References(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            if (ImageReference.TryParseExact(text, out ImageReference? reference, out _))
            {
                yield return reference;
            }
        }
    }

    private static List<string> Group(SortedDictionary<string, List<string>> groups, string key)
    {
        if (!groups.TryGetValue(key, out List<string>? group))
        {
            groups[key] = group = [];
        }

        return group;
    }
}
