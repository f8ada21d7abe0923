using Berth.Kernel;

namespace Berth.Runtime.Planning;

/// <summary>What uname(2) says of the machine: config-linux.md "Personality".</summary>
internal static class PersonalitySection
{
    public static void Add(PlanContext context)
    {
        if (context.Linux.Personality is not { } personality)
        {
            return;
        }

        int domain = personality.Domain switch
        {
            "LINUX" => 0,
            "LINUX32" => 8,
            _ => throw PlanContext.Invalid($"config.json: linux.personality.domain: unknown domain '{personality.Domain}'"),
        };
        if (personality.Flags is { Length: > 0 } flags)
        {
            throw PlanContext.Invalid($"config.json: linux.personality.flags: unknown flag '{flags[0]}' (the specification has none)");
        }

        context.Child.Group = "process";
        context.Child.Add($"take the personality {personality.Domain}", SyscallNumber.Personality, [domain]);
    }
}
