using Ganban.Storage.Objects;

namespace Ganban.Storage.Tests.Objects;

public sealed class ChecksumCalculatorTests
{
    // The check values of the catalogue of parametrised CRC algorithms, and the digests of FIPS 180-4's functions.
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, "cbf43926")]
    [InlineData(ChecksumAlgorithm.Crc32C, "e3069283")]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "ae8b14860a799888")]
    [InlineData(ChecksumAlgorithm.Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [InlineData(ChecksumAlgorithm.Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    public void The_nine_digits_have_the_known_checksum_in_any_pieces(ChecksumAlgorithm algorithm, string expected)
    {
        var digits = "123456789"u8.ToArray();
        for (var cut = 0; cut <= digits.Length; cut++)
        {
            using var calculator = ChecksumCalculator.Create(algorithm);
            calculator.Append(digits.AsSpan(0, cut));
            calculator.Append(digits.AsSpan(cut));
            Assert.Equal(expected, Convert.ToHexStringLower(Convert.FromBase64String(calculator.Finish())));
        }
    }
}
