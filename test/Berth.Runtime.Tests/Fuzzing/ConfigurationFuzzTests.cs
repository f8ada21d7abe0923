using System.Diagnostics;
using System.Globalization;
using System.Text;
using Berth.Kernel.Launch;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests.Fuzzing;

/// <summary>
/// Whatever stands in a config.json, it becomes a plan or an error that names the field, and soon. BERTH_FUZZ_SECONDS makes the run longer,
/// BERTH_FUZZ_SEED chooses where it begins; a failure tells the seed and the document.
/// </summary>
public sealed class ConfigurationFuzzTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(Number("BERTH_FUZZ_SECONDS", 4));

    /// <summary>Fields that a message may name; a mount or a sysctl is also known by its own name.</summary>
    private static readonly string[] Fields = ["config.json", "mount", "sysctl", "namespace"];

    [Fact]
    public void A_damaged_configuration_becomes_a_plan_or_an_error_that_names_the_field()
    {
        string[] documents = [File.ReadAllText(Sample("plannable.json")), File.ReadAllText(Sample("every-field.json"))];
        long end = Stopwatch.GetTimestamp() + (long)(Span.TotalSeconds * Stopwatch.Frequency);
        int plans = 0, errors = 0;
        for (int seed = Number("BERTH_FUZZ_SEED", 1); Stopwatch.GetTimestamp() < end; seed++)
        {
            byte[] damaged = new SpecMutator(seed).Damage(documents[seed % documents.Length]);
            if (Try(damaged, seed))
            {
                plans++;
            }
            else
            {
                errors++;
            }
        }

        // Damage that always or never matters would test little.
        Assert.True(plans > 20 && errors > 20, $"{plans} plans, {errors} errors");
    }

    /// <summary>Sizes that have overflown a count, a message or a stack elsewhere (CVE-2021-43784).</summary>
    [Theory]
    [InlineData("additionalGids", 70_000)]
    [InlineData("args", 100_000)]
    [InlineData("env", 100_000)]
    [InlineData("mounts", 40_000)]
    [InlineData("maskedPaths", 40_000)]
    [InlineData("readonlyPaths", 40_000)]
    [InlineData("sysctl", 40_000)]
    [InlineData("devices", 40_000)]
    [InlineData("deviceRules", 40_000)]
    [InlineData("syscalls", 20_000)]
    [InlineData("longPath", 5_000_000)]
    public void A_huge_configuration_overflows_nothing(string what, int count)
    {
        string Items(Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));
        string process = "\"cwd\":\"/\",\"args\":[\"x\"]", mounts = "", linux = "";
        switch (what)
        {
            case "additionalGids": process += $",\"user\":{{\"additionalGids\":[{Items(i => i.ToString(CultureInfo.InvariantCulture))}]}}"; break;
            case "args": process = $"\"cwd\":\"/\",\"args\":[{Items(i => "\"argument\"")}]"; break;
            case "env": process += $",\"env\":[{Items(i => $"\"A{i}=b\"")}]"; break;
            case "mounts": mounts = Items(i => $"{{\"destination\":\"/m{i}\",\"type\":\"tmpfs\"}}"); break;
            case "maskedPaths": linux = $"\"maskedPaths\":[{Items(i => $"\"/m{i}\"")}],"; break;
            case "readonlyPaths": linux = $"\"readonlyPaths\":[{Items(i => $"\"/m{i}\"")}],"; break;
            case "sysctl": linux = $"\"sysctl\":{{{Items(i => $"\"net.a{i}\":\"1\"")}}},"; break;
            case "devices": linux = $"\"devices\":[{Items(i => $"{{\"path\":\"/dev/d{i}\",\"type\":\"c\",\"major\":1,\"minor\":3}}")}],"; break;
            case "deviceRules": linux = $"\"resources\":{{\"devices\":[{Items(i => $"{{\"allow\":true,\"type\":\"c\",\"major\":1,\"minor\":{i}}}")}]}},"; break;
            case "syscalls":
                linux = $"\"seccomp\":{{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{Items(i => $"{{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{{\"index\":0,\"value\":{i},\"op\":\"SCMP_CMP_EQ\"}}]}}")}]}},";
                break;
            case "longPath": mounts = $"{{\"destination\":\"/{new string('x', count)}\",\"type\":\"tmpfs\",\"options\":[\"size={new string('9', count)}\"]}}"; break;
            default: throw new UnreachableException();
        }

        string json = $$"""{"ociVersion":"1.3.0","process":{ {{process}} },"root":{"path":"r"},"mounts":[{{mounts}}],"linux":{ {{linux}} "namespaces":[{"type":"mount"},{"type":"network"},{"type":"pid"}] } }""";
        Try(Encoding.UTF8.GetBytes(json), 0);
    }

    /// <returns>Whether it became a plan.</returns>
    private static bool Try(byte[] document, int seed)
    {
        TimeSpan start = OwnTime();
        string about = $"seed {seed}: {Encoding.UTF8.GetString(document.AsSpan(0, Math.Min(document.Length, 20_000)))}";
        bool planned = false;
        try
        {
            ContainerPlan plan = Plan(document);
            // What a supervisor would get can be read back: every offset and slot lies where it should.
            byte[] bytes = LaunchPlanFormat.Write(plan.Launch);
            Assert.True(LaunchPlanFormat.TryRead(bytes, out _, out string error), $"{error}\n{about}");
            planned = true;
        }
        catch (EngineException e)
        {
            Assert.True(Array.Exists(Fields, field => e.Message.Contains(field, StringComparison.Ordinal)), $"names no field: {e.Message}\n{about}");
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{e}\n{about}");
        }

        TimeSpan took = OwnTime() - start;
        Assert.True(took < Limit || Debugger.IsAttached, $"took {took}\n{about}");
        return planned;
    }

    /// <summary>Of this thread on a processor: other tests and a busy machine do not count.</summary>
    private static TimeSpan OwnTime() =>
        new(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);

    private static ContainerPlan Plan(byte[] document)
    {
        Spec spec = RuntimeSpec.Load(document);
        _ = spec.Linux?.Resources?.ToLimits();
        return ContainerPlanner.Plan(new ContainerPlanRequest
        {
            Spec = spec,
            Root = new RootSource.BundleDirectory("/bundle/rootfs"),
            CgroupFiles = ["cgroup memory"],
            HasUnifiedCgroup = true,
            CgroupViews = [new CgroupView("memory", "cgroup", "memory", "/sys/fs/cgroup/memory/c"), new CgroupView("cpu,cpuacct", "cgroup", "cpu,cpuacct", "/sys/fs/cgroup/cpu/c")],
            WaitsForStart = true,
        });
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Fuzzing", name);
}
