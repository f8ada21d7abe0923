using System.Buffers.Binary;
using System.Text;
using Berth.Kernel;
using Berth.Kernel.Sockets;

namespace Berth.Engine.Supervision;

/// <summary>One end of a supervisor's socket: messages out, messages in.</summary>
internal sealed class SupervisorConnection(MessageSocket socket) : IDisposable
{
    /// <summary>The largest piece of a stream that one message carries, in bytes.</summary>
    public const int MaxPiece = 32 * 1024;

    public const int HeadLength = 4;

    public Fd Descriptor => socket.Descriptor;

    public Errno TrySend(Message kind, ReadOnlySpan<byte> payload = default, ReadOnlySpan<int> descriptors = default, bool wait = true)
    {
        ReadOnlySpan<byte> head = [(byte)kind, 0, 0, 0];
        return socket.TrySend(head, payload, descriptors, wait);
    }

    public Errno TrySend(Message kind, int first, int second = 0, bool wait = true)
    {
        Span<byte> payload = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(payload, first);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], second);
        return TrySend(kind, payload, default, wait);
    }

    public Errno TrySendText(Message kind, string text) => TrySend(kind, Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Receives a message. <paramref name="payload"/> is a part of <paramref name="buffer"/>, valid until that is used again.
    /// </summary>
    /// <returns>False when the peer is gone.</returns>
    public bool Receive(byte[] buffer, List<Fd>? descriptors, out Message kind, out ReadOnlySpan<byte> payload)
    {
        int length = socket.Receive(buffer, descriptors);
        if (length < HeadLength)
        {
            kind = default;
            payload = default;
            return false;
        }

        kind = (Message)buffer[0];
        payload = buffer.AsSpan(HeadLength, length - HeadLength);
        return true;
    }

    /// <summary>A 32-bit number of a payload; 0 when the payload is too short to have it.</summary>
    public static int Number(ReadOnlySpan<byte> payload, int index) =>
        payload.Length >= index * 4 + 4 ? BinaryPrimitives.ReadInt32LittleEndian(payload[(index * 4)..]) : 0;

    public uint PeerUser() => socket.PeerUser();

    public void Dispose() => socket.Dispose();
}
