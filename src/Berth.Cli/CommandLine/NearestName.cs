namespace Berth.Cli.CommandLine;

/// <summary>Finds the name that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits (insert, delete, replace, swap neighbours), if these are few for the length; ties
    /// go to the first. A candidate that continues what was typed counts as one edit.
    /// </summary>
    public static string? Find(string typed, IReadOnlyList<string> candidates)
    {
        if (typed.Length is 0 or > 64)
        {
            return null;
        }

        int limit = typed.Length switch { <= 2 => 1, <= 5 => 2, _ => Math.Min(3, typed.Length / 3) };
        string? best = null;
        int bestDistance = limit + 1;
        foreach (string candidate in candidates)
        {
            int distance = typed.Length > 2 && candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(typed, candidate);
            if (distance < bestDistance && distance < Math.Max(typed.Length, candidate.Length))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 3 || b.Length > 64)
        {
            return int.MaxValue;
        }

        Span<int> two = stackalloc int[66], one = stackalloc int[66], row = stackalloc int[66];
        for (int j = 0; j <= b.Length; j++)
        {
            one[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, one[j] + 1), one[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], two[j - 2] + 1);
                }
            }

            Span<int> spare = two;
            two = one;
            one = row;
            row = spare;
        }

        return one[b.Length];
    }
}
