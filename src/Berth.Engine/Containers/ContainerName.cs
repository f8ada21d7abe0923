using Berth.Oci;

namespace Berth.Engine;

/// <summary>The rules for names of containers and volumes: <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>.</summary>
public static class ContainerName
{
    // A name is a file's name in the registry of names.
    private const int Longest = 255;

    /// <summary>At least two characters, as Docker demands of a container's name.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is >= 2 and <= Longest && HasValidCharacters(name);

    internal static bool HasValidCharacters(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (char c in name[1..])
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        return true;
    }

    /// <summary>The name without the leading slash that Docker's API carries.</summary>
    /// <exception cref="EngineException">InvalidArgument, in Docker's words.</exception>
    public static string Require(string name)
    {
        string bare = name.StartsWith('/') ? name[1..] : name;
        if (IsValid(bare)) return bare;
        if (bare.Length > Longest) throw new EngineException(ErrorKind.InvalidArgument, $"Invalid container name: longer than {Longest} characters");
        throw new EngineException(ErrorKind.InvalidArgument, $"Invalid container name ({bare}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }
}
