using System.Buffers;

namespace Berth.Kernel.Terminals;

/// <summary>
/// The key sequence that leaves an attached container running, in docker's notation: comma-separated single characters and
/// <c>ctrl-X</c>, where X is a letter or one of <c>@ [ \ ] ^ _</c>.
/// </summary>
public sealed class DetachKeys
{
    private readonly byte[] _sequence;
    private int _matched;

    private DetachKeys(byte[] sequence) => _sequence = sequence;

    /// <summary>ctrl-p ctrl-q.</summary>
    public static DetachKeys Default => new([16, 17]);

    /// <summary>Reads a sequence such as <c>ctrl-a,x</c>. False when a key is unknown, which <paramref name="unknown"/> then names.</summary>
    public static bool TryParse(string text, out DetachKeys keys, out string unknown)
    {
        keys = Default;
        unknown = "";
        var sequence = new List<byte>();
        foreach (string key in text.Split(','))
        {
            if (key.Length == 1 && key[0] < 128)
            {
                sequence.Add((byte)key[0]);
            }
            else if (key.Length == 6 && key.StartsWith("ctrl-", StringComparison.Ordinal) && Control(key[5]) is byte code)
            {
                sequence.Add(code);
            }
            else
            {
                unknown = key;
                return false;
            }
        }

        keys = new DetachKeys([.. sequence]);
        return true;
    }

    /// <summary>
    /// Passes typed bytes on to <paramref name="output"/>, holding back what may be the start of the sequence until the next
    /// byte decides. True when the sequence is complete; what follows it in <paramref name="input"/> is dropped.
    /// </summary>
    public bool Filter(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        foreach (byte b in input)
        {
            if (b == _sequence[_matched])
            {
                if (++_matched == _sequence.Length)
                {
                    _matched = 0;
                    return true;
                }

                continue;
            }

            output.Write(_sequence.AsSpan(0, _matched));
            _matched = 0;
            if (b == _sequence[0])
            {
                // A one-key sequence would have matched above, so this can only be a new beginning.
                _matched = 1;
            }
            else
            {
                output.Write([b]);
            }
        }

        return false;
    }

    private static byte? Control(char c) => c switch
    {
        >= 'a' and <= 'z' => (byte)(c - 'a' + 1),
        '@' => 0,
        '[' => 27,
        '\\' => 28,
        ']' => 29,
        '^' => 30,
        '_' => 31,
        _ => null,
    };
}
