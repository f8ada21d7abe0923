using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// LZMA2 chunks (.xz file format, 5.3.1): each holds at most 2 MiB of output and 64 KiB of input, so a whole chunk is decoded at once into a window
/// that keeps the dictionary before it.
/// </summary>
internal sealed class Lzma2Decoder
{
    private const int MaxChunk = 2 << 20;

    /// <summary>xz -9 needs 64 MiB; more is refused rather than allocated for a stranger.</summary>
    private const uint MaxDictionary = 256u << 20;

    private readonly LzmaDecoder lzma = new();
    private readonly byte[] packed = new byte[64 * 1024];
    private byte[] window = [];
    private int dictionary;
    private int served;
    private int end;
    private int history;
    private uint position;
    private bool needsDictionaryReset;
    private bool needsProperties;
    private bool finished;

    /// <summary>Begins a block.</summary>
    internal void Start(uint dictionarySize)
    {
        if (dictionarySize > MaxDictionary)
            throw new EngineException(ErrorKind.NotSupported, $"decompress xz data: its dictionary of {dictionarySize >> 20} MiB is larger than {MaxDictionary >> 20} MiB");
        dictionary = (int)Math.Max(dictionarySize, 4096);
        int size = dictionary + Math.Max(4 * MaxChunk, dictionary / 2);
        if (window.Length < size) window = GC.AllocateUninitializedArray<byte>(size);
        served = end = history = 0;
        position = 0;
        needsDictionaryReset = needsProperties = true;
        finished = false;
    }

    /// <summary>0 at the end of the block.</summary>
    internal int Read(XzInput input, Span<byte> buffer)
    {
        while (served == end)
        {
            if (finished || !DecodeChunk(input))
            {
                finished = true;
                return 0;
            }
        }
        int count = Math.Min(buffer.Length, end - served);
        window.AsSpan(served, count).CopyTo(buffer);
        served += count;
        return count;
    }

    private bool DecodeChunk(XzInput input)
    {
        int control = input.Byte();
        if (control == 0) return false;
        bool isLzma = control >= 0x80;
        if (control >= 0xe0 || control == 1)
        {
            history = 0;
            position = 0;
            needsDictionaryReset = false;
        }
        if (needsDictionaryReset || (!isLzma && control > 2)) throw new InvalidDataException("lzma2: control");

        int size = isLzma ? ((control & 0x1f) << 16) + Short(input) + 1 : Short(input) + 1;
        MakeRoom(size);
        if (isLzma)
        {
            int packedSize = Short(input) + 1;
            int reset = (control >> 5) & 3;
            if (reset >= 2)
            {
                if (!lzma.TrySetProperties(input.Byte())) throw new InvalidDataException("lzma2: properties");
                needsProperties = false;
            }
            else if (needsProperties) throw new InvalidDataException("lzma2: properties");
            if (reset >= 1) lzma.Reset();
            input.Exactly(packed.AsSpan(0, packedSize));
            lzma.Decode(packed.AsSpan(0, packedSize), window, end, size, history, position);
        }
        else input.Exactly(window.AsSpan(end, size));

        end += size;
        position += (uint)size;
        history = Math.Min(dictionary, history + size);
        return true;
    }

    private static int Short(XzInput input) => (input.Byte() << 8) | input.Byte();

    // When the window is full, the dictionary moves to its beginning.
    private void MakeRoom(int size)
    {
        if (end + size <= window.Length) return;
        window.AsSpan(end - history, history).CopyTo(window);
        served = end = history;
    }
}
