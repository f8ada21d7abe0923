using Berth.Kernel;

namespace Berth.Images;

/// <summary>Writes a member's content: the runs of a sparse file to their places, and long runs of zeros as holes.</summary>
internal static class UnpackContent
{
    private const int HoleUnit = 64 * 1024;

    /// <summary>Returns the first errno; the rest of the content is left to the reader to skip.</summary>
    internal static Errno Write(TarReader reader, TarEntry entry, Fd file)
    {
        if (entry.Segments is null) return WriteRun(reader, file, 0, entry.Size, entry.Size);
        foreach (TarSegment segment in entry.Segments)
        {
            Errno errno = WriteRun(reader, file, segment.Offset, segment.Length, entry.Size);
            if (errno != Errno.None) return errno;
        }
        return Files.TryTruncate(file, entry.Size);
    }

    private static Errno WriteRun(TarReader reader, Fd file, long offset, long length, long size)
    {
        bool endsInHole = false;
        while (length > 0)
        {
            ReadOnlySpan<byte> piece = reader.ReadContent(length);
            length -= piece.Length;
            while (!piece.IsEmpty)
            {
                // A unit of zeros at a unit's boundary becomes a hole; what comes before the next such unit is written at once.
                int hole = size < HoleUnit ? 0 : ZeroUnits(piece, offset);
                if (hole > 0)
                {
                    piece = piece[hole..];
                    offset += hole;
                    endsInHole = true;
                    continue;
                }
                int data = size < HoleUnit ? piece.Length : DataUnits(piece, offset);
                Errno errno = Files.TryWriteAt(file, piece[..data], offset);
                if (errno != Errno.None) return errno;
                piece = piece[data..];
                offset += data;
                endsInHole = false;
            }
        }
        return endsInHole ? Files.TryTruncate(file, offset) : Errno.None;
    }

    private static int ToBoundary(ReadOnlySpan<byte> piece, long offset) => (int)Math.Min(piece.Length, HoleUnit - offset % HoleUnit);

    private static int ZeroUnits(ReadOnlySpan<byte> piece, long offset)
    {
        int zeros = 0;
        while (zeros < piece.Length)
        {
            int unit = ToBoundary(piece[zeros..], offset + zeros);
            if (piece.Slice(zeros, unit).ContainsAnyExcept((byte)0)) break;
            zeros += unit;
        }
        return zeros;
    }

    private static int DataUnits(ReadOnlySpan<byte> piece, long offset)
    {
        int data = 0;
        while (data < piece.Length)
        {
            int unit = ToBoundary(piece[data..], offset + data);
            if (!piece.Slice(data, unit).ContainsAnyExcept((byte)0)) break;
            data += unit;
        }
        return data;
    }
}
