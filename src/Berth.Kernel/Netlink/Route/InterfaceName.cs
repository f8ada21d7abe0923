namespace Berth.Kernel.Netlink;

/// <summary>What the kernel takes as the name of a network interface.</summary>
public static class InterfaceName
{
    /// <summary>IFNAMSIZ without its NUL.</summary>
    public const int MaximumLength = 15;

    /// <summary>1 to 15 bytes, no slash, colon or white space, not <c>.</c> or <c>..</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name is "." or ".." || System.Text.Encoding.UTF8.GetByteCount(name) > MaximumLength) return false;
        foreach (char c in name) if (c is '/' or ':' or '\0' || char.IsWhiteSpace(c)) return false;
        return true;
    }
}
