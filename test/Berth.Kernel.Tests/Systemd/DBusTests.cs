using Berth.Kernel.Systemd;

namespace Berth.Kernel.Tests.Systemd;

public sealed class DBusTests
{
    [Fact]
    public void Values_are_aligned_to_their_size()
    {
        var writer = new DBusWriter();
        writer.Byte(7);
        writer.UInt32(1);
        writer.Text("ab");
        writer.UInt64(2);
        Assert.Equal(
            [7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, (byte)'a', (byte)'b', 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
            writer.ToArray());
    }

    [Fact]
    public void An_arrays_length_leaves_the_padding_before_its_first_element_out()
    {
        var writer = new DBusWriter();
        writer.Array(8, () => writer.UInt64(5));
        Assert.Equal([8, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0], writer.ToArray());
    }

    [Fact]
    public void A_property_is_a_structure_of_its_name_and_a_variant()
    {
        var writer = new DBusWriter();
        new UnitProperty.Processes("PIDs", 9).Write(writer);
        Assert.Equal(
            [4, 0, 0, 0, (byte)'P', (byte)'I', (byte)'D', (byte)'s', 0, 2, (byte)'a', (byte)'u', 0, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0],
            writer.ToArray());
    }

    [Fact]
    public void A_header_ends_at_a_multiple_of_8()
    {
        byte[] header = SystemdBus.Header("StopUnit", "ss", 3, 40);
        Assert.Equal(0, header.Length % 8);
        Assert.Equal([(byte)'l', 1, 0, 1, 40, 0, 0, 0, 3, 0, 0, 0], header[..12]);
    }

    [Fact]
    public void The_reply_serial_is_found_behind_other_fields()
    {
        var fields = new DBusWriter();
        fields.Structure();
        fields.Byte(6);
        fields.Signature("s");
        fields.Text(":1.5");
        fields.Structure();
        fields.Byte(8);
        fields.Signature("g");
        fields.Signature("o");
        fields.Structure();
        fields.Byte(5);
        fields.Signature("u");
        fields.UInt32(77);
        byte[] bytes = fields.ToArray();
        Assert.Equal(77u, SystemdBus.ReplySerial(bytes));
        for (int length = 0; length < bytes.Length - 1; length++)
        {
            Assert.Equal(0u, SystemdBus.ReplySerial(bytes.AsSpan(0, length)));
        }
    }
}
