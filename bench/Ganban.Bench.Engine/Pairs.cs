namespace Ganban.Bench.Engine;

/// <summary>The figures of one kind of work, ours and the peer's turn by turn.</summary>
internal sealed class Pairs(string work)
{
    private readonly List<double> _ours = [];
    private readonly List<double> _theirs = [];

    public void Add(double ours, double? theirs)
    {
        _ours.Add(ours);
        if (theirs is { } figure)
        {
            _theirs.Add(figure);
        }
    }

    public void Print()
    {
        if (_ours.Count == 0)
        {
            return;
        }

        var line = $"{work}: {Median(_ours):F1} tok/s";
        if (_theirs.Count == _ours.Count)
        {
            var ratios = _ours.Zip(_theirs, (ours, theirs) => ours / theirs).ToList();
            line += $", peer {Median(_theirs):F1}, ratio {Median(ratios):F2} "
                + $"({string.Join(", ", ratios.Select(ratio => ratio.ToString("F2")))})";
        }

        Console.WriteLine(line);
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
