using Ganban.Training.Checkpoints;
using Ganban.Training.Tests.Models;

namespace Ganban.Training.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ganban-checkpoints").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void The_newest_three_are_kept_and_the_newest_is_read()
    {
        var folder = new CheckpointFolder(_path);
        for (var step = 1; step <= 5; step++)
        {
            Save(folder, step);
        }

        Assert.Equal(3, folder.Files.Count);
        Assert.Equal(3, Directory.GetFiles(_path).Length);
        Assert.Equal((5, 5f), Load(folder, message => Assert.Fail(message)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(-1)]
    [InlineData(-33)]
    public void A_damaged_one_is_passed_over_with_a_warning(int place)
    {
        var folder = new CheckpointFolder(_path);
        Save(folder, 1);
        Save(folder, 2);
        var bytes = File.ReadAllBytes(folder.Files[0]);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x40;
        File.WriteAllBytes(folder.Files[0], bytes);
        var warnings = new List<string>();
        Assert.Equal((1, 1f), Load(folder, warnings.Add));
        Assert.Contains("0000000002.checkpoint' can't be read", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_are_damaged_the_training_is_refused()
    {
        var folder = new CheckpointFolder(_path);
        Save(folder, 1);
        foreach (var length in new[] { 0, 5, 100 })
        {
            File.WriteAllBytes(folder.Files[0], File.ReadAllBytes(folder.Files[0])[..Math.Min(length, 100)]);
            Save(folder, 2);
            File.WriteAllBytes(folder.Files[0], File.ReadAllBytes(folder.Files[0])[..^1]);
            var error = Assert.Throws<TrainingException>(() => Load(folder, _ => { }));
            Assert.Contains("None of the 2 checkpoints", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_checkpoint_of_another_model_is_refused()
    {
        var folder = new CheckpointFolder(_path);
        Save(folder, 1);
        float[][] lists = [new float[8], new float[8], new float[8]];
        var other = ToyModels.Config with { Layers = 3 };
        var error = Assert.Throws<TrainingException>(() => folder.Load(lists, other, _ => { }));
        Assert.Contains("of another model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_the_last_checkpoint_and_no_other_file()
    {
        Save(new CheckpointFolder(_path), 1);

        // Linux's device that is always full, under the name that the folder asks for.
        var full = new CheckpointFolder(_path, _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write));
        var error = Assert.Throws<TrainingException>(() => Save(full, 2));
        Assert.Contains("step 2 can't be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("0000000001.checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_path));
        Assert.Equal((1, 1f), Load(full, message => Assert.Fail(message)));
    }

    private static void Save(CheckpointFolder folder, int step)
    {
        var numbers = Enumerable.Repeat((float)step, 8).ToArray();
        folder.Save(new CheckpointState(ToyModels.Config, 8, step, step * 10, step * 100), [numbers, numbers, numbers]);
    }

    private static (long Step, float Number) Load(CheckpointFolder folder, Action<string> warn)
    {
        float[][] lists = [new float[8], new float[8], new float[8]];
        var state = folder.Load(lists, ToyModels.Config, warn);
        Assert.Equal((state!.Step * 10, state.Step * 100), (state.Position, state.TokensSeen));
        Assert.All(lists, list => Assert.Equal(Enumerable.Repeat((float)state.Step, 8), list));
        return (state.Step, lists[0][0]);
    }
}
