using Berth.Cli.Output;
using Berth.Engine.Contracts;

namespace Berth.Cli.Images;

/// <summary>What <c>images</c> prints.</summary>
internal static class ImageList
{
    /// <summary>The list in docker's <paramref name="format"/>: empty or <c>table</c>, <c>raw</c>, <c>json</c>, or a template.</summary>
    public static string Render(IReadOnlyList<ImageSummary> images, string format, bool quiet, bool truncate, bool digests)
    {
        string used = format switch
        {
            "raw" when quiet => "image_id: {{.ID}}",
            "" or "table" when quiet => "{{.ID}}",
            "" or "table" => digests ? ImageRow.DefaultFormatWithDigest : ImageRow.DefaultFormat,
            "raw" => "repository: {{.Repository}}\ntag: {{.Tag}}\n" + (digests ? "digest: {{.Digest}}\n" : "")
                + "image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n",
            _ when digests && format.StartsWith("table", StringComparison.Ordinal) && !format.Contains("{{.Digest}}") => format + "\\t{{.Digest}}",
            _ => format,
        };
        return ListFormat.Render(
            used, ImageRow.Header, images.SelectMany(image => ImageRow.Of(image, truncate, digests, used.Contains("{{.Digest}}"))));
    }
}
