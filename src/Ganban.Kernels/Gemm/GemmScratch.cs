using Ganban.Kernels.MatMul;

namespace Ganban.Kernels.Gemm;

/// <summary>Working memory of a product on one thread. Grows to the largest need and is used again.</summary>
public sealed class GemmScratch
{
    private AlignedMemory _a = new(0);
    private AlignedMemory _b = new(0);

    /// <summary>Room for packed rows of the first factor.</summary>
    internal AlignedMemory A(long numbers) => Grow(ref _a, numbers);

    /// <summary>Room for the packed second factor.</summary>
    internal AlignedMemory B(long numbers) => Grow(ref _b, numbers);

    private static AlignedMemory Grow(ref AlignedMemory memory, long numbers)
    {
        if (memory.Bytes < numbers * sizeof(float))
        {
            memory = new AlignedMemory(numbers * sizeof(float));
        }

        return memory;
    }
}
