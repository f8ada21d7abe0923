using System.Net.Sockets;
using System.Text;

namespace Berth.Cli.Tests.Templates;

/// <summary>As much of the Engine API as the docker client needs to print the corpus: fixed JSON on a unix socket.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-fake-").FullName;
    private readonly Func<string, byte[]> _read;

    public FakeEngine(Func<string, byte[]> read)
    {
        _read = read;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "s")));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => "unix://" + Path.Combine(_directory, "s");

    /// <summary>A directory of its own, which also serves as an empty client configuration.</summary>
    public string Folder => _directory;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.Accept();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed: the test is over.
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void Serve(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        try
        {
            while (reader.ReadLine() is string request)
            {
                while (reader.ReadLine() is { Length: > 0 })
                {
                }

                string[] words = request.Split(' ');
                byte[]? body = Body(words[1]);
                byte[] sent = body ?? "{\"message\":\"No such object\"}"u8.ToArray();
                stream.Write(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {(body is null ? 404 : 200)} X\r\nApi-Version: 1.50\r\nContent-Type: application/json\r\nContent-Length: {sent.Length}\r\n\r\n"));
                if (words[0] != "HEAD")
                {
                    stream.Write(sent);
                }
            }
        }
        catch (IOException)
        {
            // The client hung up.
        }
    }

    private byte[]? Body(string target)
    {
        string path = target.Split('?')[0];
        path = path.StartsWith("/v1.", StringComparison.Ordinal) ? path[path.IndexOf('/', 1)..] : path;
        return path switch
        {
            "/_ping" => "OK"u8.ToArray(),
            "/version" => _read("version.json"),
            "/info" => _read("info.json"),
            "/containers/json" => _read("containers.json"),
            "/images/json" => _read("images.json"),
            "/containers/web/json" => _read("container.json"),
            "/images/debian/json" => _read("image.json"),
            _ => null,
        };
    }
}
