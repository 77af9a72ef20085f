using Ganban.Storage.Objects;

namespace Ganban.Storage.Tests.Objects;

public sealed class ChecksumCalculatorTests
{
    // The check values of the catalogue of parametrised CRC algorithms, and what other programs make of them.
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, "cbf43926")]
    [InlineData(ChecksumAlgorithm.Crc32C, "e3069283")]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "ae8b14860a799888")]
    [InlineData(ChecksumAlgorithm.Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [InlineData(ChecksumAlgorithm.Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    [InlineData(
        ChecksumAlgorithm.Sha512,
        "d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85")]
    [InlineData(ChecksumAlgorithm.Md5, "25f9e794323b453885f5181f1b624d0b")]
    [InlineData(ChecksumAlgorithm.XxHash64, "8cb841db40e6ae83")]
    [InlineData(ChecksumAlgorithm.XxHash3, "72dcb18b67a17dff")]
    [InlineData(ChecksumAlgorithm.XxHash128, "33119477ede5dcd5e9716427681d5860")]
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
