using System.Buffers.Binary;

namespace Berth.Kernel.Tests.Security;

/// <summary>Runs a classic BPF program over struct seccomp_data, with the checks that the kernel makes when it loads one.</summary>
internal static class BpfInterpreter
{
    internal static uint Run(byte[] program, uint architecture, uint number, ReadOnlySpan<ulong> arguments) =>
        Run(program, architecture, number, arguments, out _);

    internal static uint Run(byte[] program, uint architecture, uint number, ReadOnlySpan<ulong> arguments, out int steps)
    {
        Span<byte> data = stackalloc byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (int i = 0; i < arguments.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + i * 8)..], arguments[i]);

        uint accumulator = 0;
        steps = 0;
        for (int at = 0; ; at++)
        {
            steps++;
            ReadOnlySpan<byte> instruction = program.AsSpan(at * 8, 8);
            ushort code = BinaryPrimitives.ReadUInt16LittleEndian(instruction);
            byte yes = instruction[2], no = instruction[3];
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            switch (code)
            {
                case 0x20: accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)k..]); break;
                case 0x54: accumulator &= k; break;
                case 0x05: at += (int)k; break;
                case 0x15: at += accumulator == k ? yes : no; break;
                case 0x25: at += accumulator > k ? yes : no; break;
                case 0x35: at += accumulator >= k ? yes : no; break;
                case 0x06: return k;
                default: throw new InvalidOperationException($"instruction {code:x} at {at}");
            }
        }
    }
}
