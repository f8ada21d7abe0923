using System.Buffers.Binary;
using System.Text;
using Berth.Kernel.Processes;
using Berth.Kernel.Sockets;

namespace Berth.Kernel.Systemd;

/// <summary>
/// A connection to systemd itself, over the socket that systemctl uses as root: no message bus has to run. One call at a time, each
/// answered within <see cref="Limit"/>.
/// </summary>
public sealed class SystemdBus : IDisposable
{
    private const string SocketPath = "/run/systemd/private";
    private const byte MethodCall = 1, MethodReturn = 2, Error = 3;
    private const int FixedHeader = 16, MaxMessage = 1 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private readonly MessageSocket _socket;
    private readonly PollSet _readable = new();
    private uint _serial;

    private SystemdBus(MessageSocket socket)
    {
        _socket = socket;
        _readable.Add(socket.Descriptor, PollEvents.Readable);
    }

    /// <summary>Whether systemd is this host's init, sd_booted(3).</summary>
    public static bool IsRunning => Files.TryStatus(null, "/run/systemd/system", out _) == Errno.None;

    /// <exception cref="KernelException">Nobody listens, or systemd does not know this user.</exception>
    public static SystemdBus Connect()
    {
        var bus = new SystemdBus(MessageSocket.ConnectStream(SocketPath));
        try
        {
            bus.Authenticate();
            return bus;
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    /// <summary>Makes a transient unit and queues its start; when this returns it need not have started.</summary>
    /// <returns>Null, or why systemd refuses.</returns>
    /// <exception cref="KernelException">The connection broke.</exception>
    public string? StartTransientUnit(string unit, IReadOnlyList<UnitProperty> properties) => Call("StartTransientUnit", "ssa(sv)a(sa(sv))", body =>
    {
        body.Text(unit);
        // Fail if there is a job of that unit already.
        body.Text("fail");
        Write(body, properties);
        body.Array(8, static () => { });
    });

    /// <summary>Changes properties until the unit ends.</summary>
    /// <inheritdoc cref="StartTransientUnit"/>
    public string? SetUnitProperties(string unit, IReadOnlyList<UnitProperty> properties) => Call("SetUnitProperties", "sba(sv)", body =>
    {
        body.Text(unit);
        body.Boolean(true);
        Write(body, properties);
    });

    /// <inheritdoc cref="StartTransientUnit"/>
    public string? StopUnit(string unit) => Call("StopUnit", "ss", body =>
    {
        body.Text(unit);
        body.Text("replace");
    });

    public void Dispose() => _socket.Dispose();

    private static void Write(DBusWriter body, IReadOnlyList<UnitProperty> properties) => body.Array(8, () =>
    {
        foreach (UnitProperty property in properties)
        {
            property.Write(body);
        }
    });

    /// <summary>The user's number, which the kernel confirms; in hexadecimal digits of its decimal ones.</summary>
    private void Authenticate()
    {
        string user = Convert.ToHexString(Encoding.ASCII.GetBytes($"{Files.EffectiveUser}"));
        Send(Encoding.ASCII.GetBytes($"\0AUTH EXTERNAL {user}\r\n"));
        var answer = new StringBuilder();
        Span<byte> one = stackalloc byte[1];
        while (answer.Length < 256 && !answer.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            Receive(one);
            answer.Append((char)one[0]);
        }

        if (!answer.ToString().StartsWith("OK ", StringComparison.Ordinal))
        {
            throw new KernelException("authenticate at", SocketPath, Errno.EACCES);
        }

        Send("BEGIN\r\n"u8);
    }

    private string? Call(string member, string signature, Action<DBusWriter> write)
    {
        var body = new DBusWriter();
        write(body);
        byte[] content = body.ToArray();
        uint serial = ++_serial;
        Send([.. Header(member, signature, serial, content.Length), .. content]);
        while (true)
        {
            (byte kind, uint replyTo, byte[] answer) = ReceiveMessage();
            if (replyTo == serial && kind is MethodReturn or Error)
            {
                // An error's text is its first value, a string.
                return kind == MethodReturn ? null : FirstText(answer);
            }
        }
    }

    internal static byte[] Header(string member, string signature, uint serial, int bodyLength)
    {
        var header = new DBusWriter();
        header.Byte((byte)'l');
        header.Byte(MethodCall);
        header.Byte(0);
        header.Byte(1);
        header.UInt32((uint)bodyLength);
        header.UInt32(serial);
        header.Array(8, () =>
        {
            Field(1, "o", "/org/freedesktop/systemd1");
            Field(2, "s", "org.freedesktop.systemd1.Manager");
            Field(3, "s", member);
            Field(6, "s", "org.freedesktop.systemd1");
            header.Structure();
            header.Byte(8);
            header.Signature("g");
            header.Signature(signature);
        });
        header.Align(8);
        return header.ToArray();

        void Field(byte code, string type, string value)
        {
            header.Structure();
            header.Byte(code);
            header.Signature(type);
            header.Text(value);
        }
    }

    private (byte Kind, uint ReplyTo, byte[] Body) ReceiveMessage()
    {
        var head = new byte[FixedHeader];
        Receive(head);
        uint body = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)), fields = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(12));
        if (head[0] != (byte)'l' || body > MaxMessage || fields > MaxMessage)
        {
            throw new KernelException("understand the answer at", SocketPath, Errno.EPROTO);
        }

        var rest = new byte[((fields + 7) & ~7u) + body];
        Receive(rest);
        return (head[1], ReplySerial(rest.AsSpan(0, (int)fields)), rest[(int)((fields + 7) & ~7u)..]);
    }

    /// <summary>The value of field 5 among the header's fields; 0 when there is none.</summary>
    internal static uint ReplySerial(ReadOnlySpan<byte> fields)
    {
        for (int at = 0; at + 4 <= fields.Length; at = (at + 7) & ~7)
        {
            byte code = fields[at];
            // Length of the signature, the signature, a zero; every field of a header has a type of one letter.
            byte type = fields[at + 2];
            at += 4;
            if (type == (byte)'g')
            {
                at += at < fields.Length ? fields[at] + 2 : 0;
                continue;
            }

            at = (at + 3) & ~3;
            if (at + 4 > fields.Length)
            {
                return 0;
            }

            uint value = BinaryPrimitives.ReadUInt32LittleEndian(fields[at..]);
            if (code == 5)
            {
                return value;
            }

            at += 4;
            if (type != (byte)'u')
            {
                if (value > MaxMessage)
                {
                    return 0;
                }

                at += (int)value + 1;
            }
        }

        return 0;
    }

    private static string FirstText(ReadOnlySpan<byte> body)
    {
        uint length = body.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(body) : 0;
        return length > 0 && length <= body.Length - 4 ? Encoding.UTF8.GetString(body.Slice(4, (int)length)) : "it does not say why";
    }

    private void Send(ReadOnlySpan<byte> data)
    {
        // A stream socket takes these few hundred bytes whole.
        Errno errno = _socket.TrySend(data, default);
        if (errno != Errno.None)
        {
            throw new KernelException("write to", SocketPath, errno);
        }
    }

    private void Receive(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (!_readable.Wait((int)Limit.TotalMilliseconds))
            {
                throw new KernelException("wait for systemd's answer at", SocketPath, Errno.ETIME);
            }

            int count = Files.Read(_socket.Descriptor, buffer);
            if (count == 0)
            {
                throw new KernelException("read from", SocketPath, Errno.ECONNRESET);
            }

            buffer = buffer[count..];
        }
    }
}
