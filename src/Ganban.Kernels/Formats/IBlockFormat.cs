namespace Ganban.Kernels.Formats;

/// <summary>
/// The definition of a quantised format, one block at a time: number i is
/// `scales[i / group] · values[i] + minima[i / group]`. Everything faster is tested against it.
/// </summary>
/// <typeparam name="TBlock">The block as it lies in a file.</typeparam>
internal interface IBlockFormat<TBlock>
    where TBlock : unmanaged
{
    /// <summary>Numbers in a block.</summary>
    static abstract int Elements { get; }

    /// <summary>Numbers that share a scale and a minimum; 32 or 16.</summary>
    static abstract int GroupElements { get; }

    /// <summary>Takes a block apart.</summary>
    /// <param name="block">The block.</param>
    /// <param name="values">Takes a whole number for each number of the block.</param>
    /// <param name="scales">Takes what each group is multiplied by.</param>
    /// <param name="minima">Takes what is added to each product; zero where the format has none.</param>
    static abstract void Unpack(
        ref readonly TBlock block, Span<short> values, Span<float> scales, Span<float> minima);
}
