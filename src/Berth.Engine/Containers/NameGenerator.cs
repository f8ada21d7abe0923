using System.Buffers.Binary;
using Berth.Kernel;

namespace Berth.Engine;

/// <summary>Names for containers that were given none: <c>adjective_surname</c>, the surname of someone ships or computing owe something to.</summary>
internal static class NameGenerator
{
    /// <param name="attempt">How many names were taken already; from the third on a digit is added.</param>
    internal static string Next(int attempt)
    {
        Span<byte> random = stackalloc byte[12];
        RandomBytes.Fill(random);
        string adjective = NameWords.Adjectives[(int)(BinaryPrimitives.ReadUInt32LittleEndian(random) % (uint)NameWords.Adjectives.Length)];
        string surname = NameWords.Surnames[(int)(BinaryPrimitives.ReadUInt32LittleEndian(random[4..]) % (uint)NameWords.Surnames.Length)];
        string name = adjective + "_" + surname;
        return attempt < 3 ? name : name + (BinaryPrimitives.ReadUInt32LittleEndian(random[8..]) % (attempt < 6 ? 10u : 100_000u));
    }
}
