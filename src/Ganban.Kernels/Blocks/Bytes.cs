using System.Runtime.CompilerServices;

namespace Ganban.Kernels.Blocks;

/// <summary>12 bytes inside a block.</summary>
[InlineArray(12)]
public struct Bytes12
{
    private byte _first;
}

/// <summary>16 bytes inside a block.</summary>
[InlineArray(16)]
public struct Bytes16
{
    private byte _first;
}

/// <summary>32 bytes inside a block.</summary>
[InlineArray(32)]
public struct Bytes32
{
    private byte _first;
}

/// <summary>64 bytes inside a block.</summary>
[InlineArray(64)]
public struct Bytes64
{
    private byte _first;
}

/// <summary>128 bytes inside a block.</summary>
[InlineArray(128)]
public struct Bytes128
{
    private byte _first;
}
