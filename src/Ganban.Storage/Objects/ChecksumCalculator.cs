using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ganban.Storage.Objects;

/// <summary>Computes a checksum over bytes as they pass. Not safe for concurrent use.</summary>
public abstract class ChecksumCalculator : IDisposable
{
    /// <summary>A calculator that has seen nothing yet.</summary>
    public static ChecksumCalculator Create(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => new Crc32Calculator(),
        ChecksumAlgorithm.Crc32C => new Crc32CCalculator(),
        ChecksumAlgorithm.Crc64Nvme => new Crc64NvmeCalculator(),
        ChecksumAlgorithm.Sha1 => new HashCalculator(HashAlgorithmName.SHA1),
        ChecksumAlgorithm.Sha256 => new HashCalculator(HashAlgorithmName.SHA256),
        ChecksumAlgorithm.Sha512 => new HashCalculator(HashAlgorithmName.SHA512),
        ChecksumAlgorithm.Md5 => new HashCalculator(HashAlgorithmName.MD5),
        ChecksumAlgorithm.XxHash64 => new XxHashCalculator(new XxHash64()),
        ChecksumAlgorithm.XxHash3 => new XxHashCalculator(new XxHash3()),
        ChecksumAlgorithm.XxHash128 => new XxHashCalculator(new XxHash128()),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Takes bytes in.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The checksum of all bytes in base64; ends the calculation.</summary>
    public string Finish() => Convert.ToBase64String(Result());

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The checksum's bytes, the most significant first.</summary>
    protected abstract byte[] Result();

    private sealed class HashCalculator(HashAlgorithmName name) : ChecksumCalculator
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }

        protected override byte[] Result() => _hash.GetHashAndReset();
    }

    private sealed class XxHashCalculator(NonCryptographicHashAlgorithm hash) : ChecksumCalculator
    {
        public override void Append(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

        protected override byte[] Result() => hash.GetCurrentHash();
    }

    private sealed class Crc32Calculator : ChecksumCalculator
    {
        private readonly Crc32 _crc = new();

        public override void Append(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);

        protected override byte[] Result()
        {
            var result = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(result, _crc.GetCurrentHashAsUInt32());
            return result;
        }
    }

    private sealed class Crc32CCalculator : ChecksumCalculator
    {
        private uint _crc = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes)
        {
            var crc = _crc;
            foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes))
            {
                crc = BitOperations.Crc32C(
                    crc, BitConverter.IsLittleEndian ? eight : BinaryPrimitives.ReverseEndianness(eight));
            }

            foreach (var one in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
            {
                crc = BitOperations.Crc32C(crc, one);
            }

            _crc = crc;
        }

        protected override byte[] Result()
        {
            var result = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(result, ~_crc);
            return result;
        }
    }

    private sealed class Crc64NvmeCalculator : ChecksumCalculator
    {
        private ulong _crc = ulong.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => _crc = Crc64Nvme.Append(_crc, bytes);

        protected override byte[] Result()
        {
            var result = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(result, ~_crc);
            return result;
        }
    }
}
