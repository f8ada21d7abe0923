using Berth.Oci;

namespace Berth.Images;

/// <summary>Turns a decoder's many ways of saying "broken" into one.</summary>
internal sealed class CheckedStream(Stream decoder, string format) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return decoder.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException or OverflowException or IndexOutOfRangeException)
        {
            throw new EngineException(ErrorKind.Corrupt, $"decompress {format} data: it is corrupt or ends too early", "was it copied or downloaded completely?", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) decoder.Dispose();
        base.Dispose(disposing);
    }
}
