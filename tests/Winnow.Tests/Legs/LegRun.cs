using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;
using Winnow.Kernels;
using Xunit.v3;

namespace Winnow.Tests.Legs;

/// <summary>What came of a leg: this test program, run once more as a child process.</summary>
sealed class LegRun
{
    // No leg is that slow: it hangs.
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    const int ShownFailures = 20;
    const int ShownLines = 8;

    readonly Leg _leg;
    readonly TimeSpan _time;
    readonly Dictionary<string, int> _counts = [];

    LegRun(Leg leg, IEnumerable<string> methods, TimeSpan time, int exitCode, string output, XElement? report)
    {
        (_leg, _time) = (leg, time);
        XElement[] tests = [.. report?.Descendants("test") ?? []];
        foreach (XElement test in tests)
            _counts[Text(test, "result")] = Count(Text(test, "result")) + 1;
        List<string> problems = [.. tests.Where(test => Text(test, "result") == "Fail").Select(Describe)];
        problems.AddRange(report?.Descendants("error").Select(error => $"{Text(error, "type")}: {Shorten(error.Value)}") ?? []);
        // A filter that no longer matches, a theory without rows, a run that ended early: what has not run has not passed.
        var ran = tests.Where(test => Text(test, "result") != "NotRun").Select(test => $"{Text(test, "type")}.{Text(test, "method")}").ToHashSet();
        problems.AddRange(methods.Where(method => !ran.Contains(method)).Select(method => $"{method}: has not run"));
        if (problems.Count == 0 && exitCode != 0)
            problems.Add($"The process ended with code {exitCode}.");
        if (report is null)
            problems = [$"The process ended with code {exitCode} and left no report. The end of its output:\n{string.Join('\n', output.Split('\n').TakeLast(ShownFailures))}"];
        Problems = problems;
    }

    /// <summary>Gets all classes of this program that hold tests.</summary>
    public static IReadOnlyList<Type> TestClasses { get; } =
        [.. typeof(LegRun).Assembly.GetTypes().Where(one => one is { IsClass: true, IsAbstract: false } && TestMethods([one]).Any())];

    /// <summary>Gets what went wrong, a text each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Gets the counts and the time.</summary>
    public string Summary =>
        FormattableString.Invariant($"{_leg.Name}: {Count("Pass")} passed, {Problems.Count} failed, {Count("Skip")} skipped, {_time.TotalSeconds:F0} s");

    /// <summary>Gets the problems for people, and how to see them again.</summary>
    public string Report => $"""
        {Summary}
        {string.Join('\n', Problems.Take(ShownFailures))}
        {(Problems.Count > ShownFailures ? $"and {Problems.Count - ShownFailures} more." : "")}
        To run one class of the leg alone: {_leg.Name} dotnet exec {Program} -class CLASS
        """;

    static string Program => typeof(LegRun).Assembly.Location;

    /// <summary>Runs a leg to its end.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="classes">The classes whose tests it runs; <see cref="SwitchTests"/> always comes with them.</param>
    /// <param name="omitted">Full names of methods that it leaves out.</param>
    /// <param name="cancellationToken">Ends the child process, too.</param>
    public static async Task<LegRun> StartAsync(Leg leg, IReadOnlyList<Type> classes, IReadOnlyList<string> omitted, CancellationToken cancellationToken)
    {
        classes = [typeof(SwitchTests), .. classes];
        string report = Path.Combine(Path.GetTempPath(), $"winnow-leg-{Guid.NewGuid():N}.xml");
        string[] filters = [.. classes.SelectMany(one => (string[])["-class", one.FullName!]), .. omitted.SelectMany(one => (string[])["-method-", one])];
        try
        {
            var watch = Stopwatch.StartNew();
            (int exitCode, string output) = await RunAsync(leg, [.. filters, "-result-xml", report], cancellationToken);
            XElement? results = File.Exists(report) ? XElement.Load(report) : null;
            return new LegRun(leg, TestMethods(classes).Except(omitted), watch.Elapsed, exitCode, output, results);
        }
        finally
        {
            File.Delete(report);
        }
    }

    static async Task<(int ExitCode, string Output)> RunAsync(Leg leg, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program, "-noColor", "-noLogo", "-explicit", "on", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(KernelChoice.Variable);
        start.Environment[leg.Variable] = leg.Value;
        start.Environment[Leg.ExpectedVariable] = leg.Expected.ToString();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            output += await errors;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{leg.Name}: the tests have not ended after {Limit.TotalMinutes} minutes.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    static IEnumerable<string> TestMethods(IEnumerable<Type> classes) =>
        from one in classes
        from method in one.GetMethods()
        where method.GetCustomAttributes().OfType<IFactAttribute>().Any()
        select $"{one.FullName}.{method.Name}";

    static string Describe(XElement test) => $"{Text(test, "name")}: {Shorten(test.Descendants("message").FirstOrDefault()?.Value ?? "no message")}";

    static string Shorten(string text) => string.Join("\n    ", text.Split('\n').Take(ShownLines));

    static string Text(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? "";

    int Count(string result) => _counts.GetValueOrDefault(result);
}
