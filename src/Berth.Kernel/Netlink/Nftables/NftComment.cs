using System.Text;

namespace Berth.Kernel.Netlink;

/// <summary>User data as nft lays it out: type, length, value, repeated. Type 0 of tables and rules is a comment.</summary>
internal static class NftComment
{
    internal static string? Read(ReadOnlySpan<byte> data)
    {
        while (data.Length >= 2)
        {
            int size = data[1];
            if (size > data.Length - 2) return null;
            if (data[0] == Nft.CommentUserData) return Encoding.UTF8.GetString(data.Slice(2, size)).TrimEnd('\0');
            data = data[(2 + size)..];
        }
        return null;
    }
}
