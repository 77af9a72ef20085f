using System.Collections.Concurrent;
using System.Globalization;
using Ganban.Inference.ModelStore;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary>Shows how far a transfer is: bars on a terminal, else a line for each tenth of a file.</summary>
internal static class TransferDisplay
{
    public static async Task<T> Show<T>(IAnsiConsole console, Func<IProgress<PullProgress>, Task<T>> work)
    {
        if (!console.Profile.Capabilities.Ansi || !console.Profile.Capabilities.Interactive)
        {
            return await work(new Lines(console));
        }

        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<PullProgress>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(PullProgress value)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(value.File, out var task))
                {
                    _tasks.Add(value.File, task = context.AddTask(Markup.Escape(value.File), maxValue: value.Bytes));
                }

                task.Value = Math.Max(task.Value, value.BytesDone);
            }
        }
    }

    private sealed class Lines(IAnsiConsole console) : IProgress<PullProgress>
    {
        private readonly ConcurrentDictionary<string, long> _tenths = new();

        public void Report(PullProgress value)
        {
            var tenth = 10 * value.BytesDone / Math.Max(1, value.Bytes);
            var before = _tenths.GetOrAdd(value.File, -1);
            if (tenth > before && _tenths.TryUpdate(value.File, tenth, before))
            {
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.File}: {10 * tenth} % of {value.Bytes / 1e6:N1} MB"));
            }
        }
    }
}
