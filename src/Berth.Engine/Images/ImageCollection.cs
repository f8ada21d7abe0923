using Berth.Images;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>
/// The images of an engine in Docker's shapes, with what only the engine knows: which containers use them. <see cref="Store"/> has the rest
/// (import, unpacking, layers).
/// </summary>
public sealed partial class ImageCollection : IContainerImages
{
    private readonly BerthEngine engine;

    internal ImageCollection(BerthEngine engine)
    {
        this.engine = engine;
        Store = ImageStore.Open(engine.Paths.Images, engine.Paths.Layers, engine.Clock);
    }

    public ImageStore Store { get; }

    /// <summary>The image for a container.</summary>
    /// <exception cref="EngineException">InvalidArgument: a beginning of an id that fits several. NotFound: it is of another platform.</exception>
    public ContainerImage? Find(string reference, Platform? platform)
    {
        if (Store.Find(reference) is not { } found) return null;
        // Docker's words: the image is there, but not for what was asked.
        if (platform is not null && !platform.Matches(found.Image.Platform))
        {
            throw new EngineException(
                ErrorKind.NotFound,
                $"image with reference {reference} was found but its platform ({found.Image.Platform}) does not match the specified platform ({platform})");
        }
        return new ContainerImage
        {
            Id = found.Id.ToString(),
            Config = found.Config,
            DiffIds = Array.ConvertAll(found.Image.RootFs.DiffIds, static diffId => diffId.ToString()),
            Os = found.Image.Os,
            Architecture = found.Image.Architecture,
        };
    }

    /// <summary>The id of an image, <c>sha256:…</c>; null when there is none.</summary>
    public string? IdOf(string reference) => Store.IdOf(reference)?.ToString();

    /// <summary>Gives an image another name. Docker Engine API <c>POST /images/{name}/tag</c>.</summary>
    public void Tag(string source, string target) => Store.Tag(source, ImageReference.Parse(target));

    /// <summary>Removes a name, and with its last one the image. Docker Engine API <c>DELETE /images/{name}</c>.</summary>
    /// <exception cref="EngineException">NotFound; Conflict: a container uses it.</exception>
    public IReadOnlyList<RemovedImage> Remove(string nameOrId, bool force = false) => Store.Remove(nameOrId, OptionsFor(force));

    private RemoveImageOptions OptionsFor(bool force)
    {
        List<ContainerListing>? scanned = null;
        List<ContainerListing> Containers() => scanned ??= engine.Containers.Scan();
        return new RemoveImageOptions
        {
            Force = force,
            UsersOf = id =>
            {
                var users = new List<ImageUser>();
                foreach (ContainerListing container in Containers())
                    if (container.ImageId == id.ToString()) users.Add(new ImageUser(container.Id.Value, container.State.IsAlive));
                return users;
            },
            LayersInUse = () => LayersOf(Containers()),
        };
    }

    /// <summary>The layers that containers are made of; they have to stay whatever becomes of the images.</summary>
    internal static IEnumerable<Digest> LayersOf(IEnumerable<ContainerListing> containers)
    {
        foreach (ContainerListing container in containers)
            foreach (string layer in container.Layers)
                if (Digest.TryParse(layer, out Digest diffId)) yield return diffId;
    }
}
