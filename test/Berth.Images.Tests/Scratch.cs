using Berth.Kernel;

namespace Berth.Images.Tests;

/// <summary>A directory for one test, removed afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("berth-images-").FullName;

    internal string Make(string name)
    {
        string path = Path + "/" + name;
        Directory.CreateDirectory(path);
        return path;
    }

    internal static Fd Open(string path) => Files.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);

    public void Dispose() => Assert.Equal(Errno.None, Files.TryRemoveTree(null, Path));
}
