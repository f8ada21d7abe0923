using System.Text;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>The file of <c>--cidfile</c>: made before the container, so that a bad path costs nothing, and gone again when none was created.</summary>
internal sealed class CidFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _written;

    private CidFile(string path, FileStream stream) => (_path, _stream) = (path, stream);

    /// <summary>Creates the file; null when none is wanted.</summary>
    /// <exception cref="EngineException">It exists, or cannot be created.</exception>
    public static CidFile? Open(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        if (Path.Exists(path))
        {
            throw new EngineException(ErrorKind.Conflict, $"container ID file found, make sure the other container isn't running or delete {path}");
        }

        try
        {
            return new CidFile(path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"failed to create the container ID file: open {path}: {failure.Message}");
        }
    }

    public void Write(string id)
    {
        _stream.Write(Encoding.ASCII.GetBytes(id));
        _stream.Flush();
        _written = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_written)
        {
            File.Delete(_path);
        }
    }
}
