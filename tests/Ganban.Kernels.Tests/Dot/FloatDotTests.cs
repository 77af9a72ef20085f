using Ganban.Kernels.Dot;

namespace Ganban.Kernels.Tests.Dot;

public class FloatDotTests
{
    [Fact]
    public void F32_and_its_definition_agree_with_double_precision_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var (w, x) = (Numbers.Singles(length, length), Numbers.Singles(length + 1, length));
            var exact = w.Zip(x, (a, b) => (double)a * b).ToArray();
            var bound = Numbers.DotBound(length, exact.Sum(Math.Abs));
            Assert.InRange(Math.Abs(DotF32.Scalar(w, x) - exact.Sum()), 0, bound);
            Assert.InRange(Math.Abs(DotF32.Dot(w, x) - exact.Sum()), 0, bound);
        }
    }

    [Fact]
    public void F16_and_its_definition_agree_with_double_precision_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var w = Numbers.Singles(length, length).Select(number => (Half)number).ToArray();
            var x = Numbers.Singles(length + 1, length);
            var exact = w.Zip(x, (a, b) => (double)a * b).ToArray();
            var bound = Numbers.DotBound(length, exact.Sum(Math.Abs));
            Assert.InRange(Math.Abs(DotF16.Scalar(w, x) - exact.Sum()), 0, bound);
            Assert.InRange(Math.Abs(DotF16.Dot(w, x) - exact.Sum()), 0, bound);
        }
    }

    [Fact]
    public void A_NaN_or_infinity_anywhere_shows_in_the_result()
    {
        foreach (var length in Numbers.Lengths.Where(length => length is > 0 and < 70))
        {
            for (var place = 0; place < length; place++)
            {
                var (w, x) = (Numbers.Singles(3, length), Numbers.Singles(4, length));
                w[place] = float.NaN;
                Assert.True(float.IsNaN(DotF32.Dot(w, x)));
                w[place] = float.PositiveInfinity;
                x[place] = 1;
                Assert.Equal(float.PositiveInfinity, DotF32.Dot(w, x));
            }
        }
    }

    [Fact]
    public void Vectors_of_different_length_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DotF32.Dot(new float[3], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DotF16.Dot(new Half[4], new float[3]));
    }
}
