// Builds the solution once, runs every test project and adds the results up. From the repository root:
// dotnet run eng/test.cs [-- --filter TEXT] [-- --no-build]
// The last line is always "N passed, N failed"; the exit code is 1 if anything failed, also a build or a crash.
#:property PublishAot=false
using System.Diagnostics;
using System.Xml.Linq;

var filter = "";
var build = true;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--filter" when i + 1 < args.Length:
            filter = args[++i];
            break;
        case "--no-build":
            build = false;
            break;
        default:
            Console.Error.WriteLine(
                $"Unknown argument '{args[i]}'. Known: --filter TEXT (as of 'dotnet test'), --no-build.");
            return 2;
    }
}

if (!File.Exists("Ganban.slnx"))
{
    Console.Error.WriteLine("Run this from the folder that holds Ganban.slnx.");
    return 2;
}

var results = Directory.CreateDirectory(Path.Combine("artifacts", "test-results")).FullName;
var total = new Totals();
if (build)
{
    Console.WriteLine("Building Ganban.slnx (Release) ...");
    var started = Stopwatch.GetTimestamp();
    var (code, output) = await Run(
        ["build", "Ganban.slnx", "-c", "Release", "-nologo", "-v", "quiet", "-clp:NoSummary"]);
    if (code != 0)
    {
        Console.WriteLine(output);
        Console.WriteLine("The build failed.");
        total.Failed++;
        return Close(total);
    }

    Console.WriteLine($"Built in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s.");
}

foreach (var project in TestProjects())
{
    total += await Test(project, results, filter);
}

return Close(total);

// The test projects of the solution, in its order: those named *.Tests.
static IEnumerable<string> TestProjects() => XDocument.Load("Ganban.slnx")
    .Descendants("Project")
    .Select(project => project.Attribute("Path")!.Value)
    .Where(path => path.EndsWith(".Tests.csproj", StringComparison.Ordinal));

static async Task<Totals> Test(string project, string results, string filter)
{
    var name = Path.GetFileNameWithoutExtension(project);
    var report = Path.Combine(results, name + ".trx");
    File.Delete(report);
    Console.Write($"{name,-32} ");
    List<string> arguments =
    [
        "test", project, "-c", "Release", "--no-build", "--nologo",
        "--logger", $"trx;LogFileName={name}.trx", "--results-directory", results,
        "--blame-hang-timeout", "10m", "--blame-hang-dump-type", "none",
    ];
    if (filter.Length > 0)
    {
        arguments.AddRange(["--filter", filter]);
    }

    var started = Stopwatch.GetTimestamp();
    var (code, output) = await Run(arguments);
    var totals = Read(report);
    if (code != 0 && totals.Failed == 0)
    {
        // It was not built, or its process died: that is a failure even if no test says so.
        totals.Failures.Add($"{name}: the test run ended with code {code}\n{output}");
        totals.Failed++;
    }
    else if (totals.Passed + totals.Failed + totals.Skipped.Count == 0 && filter.Length == 0)
    {
        totals.Failures.Add($"{name}: no test was found\n{output}");
        totals.Failed++;
    }

    Console.WriteLine(
        $"{totals.Passed,5} passed {totals.Failed,4} failed {totals.Skipped.Count,4} skipped "
        + $"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:F0} s");
    foreach (var failure in totals.Failures)
    {
        Console.WriteLine("  FAILED " + failure.ReplaceLineEndings("\n    "));
    }

    return totals;
}

static Totals Read(string report)
{
    var totals = new Totals();
    if (!File.Exists(report))
    {
        return totals;
    }

    var tests = XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult");
    foreach (var test in tests)
    {
        var name = test.Attribute("testName")!.Value;
        switch (test.Attribute("outcome")?.Value)
        {
            case "Passed":
                totals.Passed++;
                break;
            case "NotExecuted":
                totals.Skipped.Add($"{name}: {Text(test, "StdOut") ?? Text(test, "Message") ?? "no reason given"}");
                break;
            default:
                totals.Failed++;
                totals.Failures.Add($"{name}\n{Text(test, "Message")}\n{Text(test, "StackTrace")}");
                break;
        }
    }

    return totals;
}

static string? Text(XElement test, string element) =>
    test.Descendants().FirstOrDefault(item => item.Name.LocalName == element)?.Value.Trim();

static int Close(Totals total)
{
    Console.WriteLine();
    foreach (var skipped in total.Skipped)
    {
        Console.WriteLine("SKIPPED " + skipped);
    }

    Console.WriteLine($"{total.Skipped.Count} skipped");
    Console.WriteLine($"{total.Passed} passed, {total.Failed} failed");
    return total.Failed == 0 ? 0 : 1;
}

// Nothing is read from the terminal, and what a run prints is kept for the case that it fails.
static async Task<(int Code, string Output)> Run(IEnumerable<string> arguments)
{
    var start = new ProcessStartInfo("dotnet", arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    start.Environment["MSBUILDTERMINALLOGGER"] = "off";
    using var process = Process.Start(start)!;
    process.StandardInput.Close();
    var output = process.StandardOutput.ReadToEndAsync();
    var errors = process.StandardError.ReadToEndAsync();
    await process.WaitForExitAsync();
    return (process.ExitCode, await output + await errors);
}

/// <summary>What test runs add up to.</summary>
internal sealed record Totals
{
    public int Passed { get; set; }

    public int Failed { get; set; }

    public List<string> Skipped { get; } = [];

    public List<string> Failures { get; } = [];

    public static Totals operator +(Totals one, Totals other)
    {
        var sum = new Totals { Passed = one.Passed + other.Passed, Failed = one.Failed + other.Failed };
        sum.Skipped.AddRange([.. one.Skipped, .. other.Skipped]);
        sum.Failures.AddRange([.. one.Failures, .. other.Failures]);
        return sum;
    }
}
