using Ganban.Kernels.Threading;
using Ganban.Training.Optimizers;

namespace Ganban.Training.Tests.Optimizers;

public sealed class MuonTests
{
    [Theory]
    [InlineData(8, 20)]
    [InlineData(20, 8)]
    public void The_step_is_about_orthogonal_whatever_the_size_of_the_gradient(int rows, int columns)
    {
        var random = new Random(1);
        var gradients = Enumerable.Range(0, rows * columns).Select(_ => 1000 * (random.NextSingle() - 0.5f)).ToArray();
        var weights = new float[gradients.Length];
        using var pool = new WorkPool(1);
        new Muon(pool).Apply(rows, weights, gradients, new float[gradients.Length], new MuonStep(1, 0.95f, 0, 1));

        // Five iterations bring singular values to 0.7 to 1.2; a tall matrix's step is longer by √(rows / columns).
        var small = Math.Min(rows, columns);
        var scale = Math.Max(1, (double)rows / columns);
        for (var i = 0; i < small; i++)
        {
            for (var j = 0; j < small; j++)
            {
                var product = Enumerable.Range(0, weights.Length / small).Sum(k => rows < columns
                    ? (double)weights[(i * columns) + k] * weights[(j * columns) + k]
                    : (double)weights[(k * columns) + i] * weights[(k * columns) + j]) / scale;
                Assert.InRange(product, i == j ? 0.4 : -0.4, i == j ? 1.5 : 0.4);
            }
        }

        Assert.True(weights.Zip(gradients, (w, g) => (double)w * g).Sum() < 0); // downhill
    }
}
