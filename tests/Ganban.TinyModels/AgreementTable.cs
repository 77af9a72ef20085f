using System.Globalization;
using Ganban.Inference.Models.Vision;

namespace Ganban.TinyModels;

/// <summary>How far our engine is from llama.cpp with every model of the catalogue, measured now.</summary>
internal static class AgreementTable
{
    private const string None = "–";

    /// <summary>Measures and writes the table as Markdown.</summary>
    /// <param name="facts">Goldens/models.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string facts, TextWriter output)
    {
        output.WriteLine(Row("model", "error of ours", "allowed", "error of llama.cpp", "greedy tokens alike"));
        output.WriteLine(Row(Enumerable.Repeat("---", 5)));
        var folder = Directory.CreateTempSubdirectory("ganban-tiny-models").FullName;
        try
        {
            foreach (var model in TinyModel.All.Where(model => model != TinyModel.Tower))
            {
                var path = Path.Combine(folder, $"{model.Name}.gguf");
                model.Write(path);
                output.WriteLine(
                    TinyModel.Encoders.Contains(model)
                        ? EncoderRow(model.Name, path, EncoderFacts.Read(facts, model.Name))
                        : DecoderRow(model.Name, path, DecoderFacts.Read(facts, model.Name)));
                File.Delete(path);
            }

            output.WriteLine(TowerRow(folder, VisionFacts.Read(facts, TinyModel.Tower.Name)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string DecoderRow(string name, string path, DecoderFacts facts)
    {
        var answers = facts.Cases.Select(question => DecoderAnswer.Of(path, question)).ToArray();
        var greedy = facts.Cases.Sum(question => question.Greedy.Length);
        var alike = facts.Cases.Zip(answers).Sum(pair => AlikeUntilTheyPart(pair.First.Greedy, pair.Second.Greedy));
        return Row(
            name,
            Number(answers.Max(answer => answer.Error)),
            Number(facts.Cases.Min(question => question.ErrorMax)),
            facts.Cases.Max(question => question.Rounding) is { } rounding ? Number(rounding) : None,
            greedy == 0 ? None : string.Create(CultureInfo.InvariantCulture, $"{alike} of {greedy}"));
    }

    private static string EncoderRow(string name, string path, EncoderFacts facts) => Row(
        name,
        Number(EncoderAnswer.Of(path, facts.Cases).Max(answer => answer.Error)),
        Number(EncoderFacts.Case.ErrorMax),
        None,
        None);

    private static string TowerRow(string folder, VisionFacts facts)
    {
        var (tower, reader) = (Path.Combine(folder, "tower.gguf"), Path.Combine(folder, "reader.gguf"));
        TinyModel.Tower.Write(tower);
        TinyModel.PictureReader.Write(reader);
        using var opened = VisionTower.Open(tower);
        var rows = facts.Pictures.Max(picture => VisionAnswer.RowsError(opened, picture));
        var answers = facts.Cases.Select(question => VisionAnswer.Of(reader, facts, question, 512)).ToArray();
        var greedy = facts.Cases.Sum(question => question.Greedy.Length);
        var alike = facts.Cases.Zip(answers).Sum(pair => AlikeUntilTheyPart(pair.First.Greedy, pair.Second.Greedy));
        return Row(
            TinyModel.Tower.Name,
            Number(Math.Max(rows, answers.Max(answer => answer.Error))),
            Number(VisionFacts.Picture.ErrorMax),
            None,
            string.Create(CultureInfo.InvariantCulture, $"{alike} of {greedy}"));
    }

    private static int AlikeUntilTheyPart(int[] expected, int[] actual) =>
        expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();

    private static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Number(double number) => number.ToString("0.0e-0", CultureInfo.InvariantCulture);
}
