using Ganban.Storage;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// An Amazon Resource Name cut at its first five colons: <c>arn:partition:service:region:account:resource</c>.
/// The resource part keeps its own colons and slashes. Region and account may be empty.
/// </summary>
public readonly record struct Arn(string Partition, string Service, string Region, string Account, string Resource)
{
    /// <summary>Longest ARN that is looked at, in characters: the limit of Bedrock's longest identifier.</summary>
    public const int CharactersMax = 2048;

    /// <summary>Makes the ARN of a Bedrock resource in the partition of <paramref name="region"/>.</summary>
    /// <param name="region">A region, or empty for the model ARN of a global profile.</param>
    /// <param name="account">The twelve digits of the owning account, or empty for what nobody owns.</param>
    /// <param name="resource">The resource part, such as <c>foundation-model/meta.llama3-8b-instruct-v1:0</c>.</param>
    public static Arn Bedrock(string region, string account, string resource) =>
        new(PartitionOf(region), "bedrock", region, account, resource);

    /// <summary>The partition of a region: <c>aws-us-gov</c>, <c>aws-cn</c>, otherwise <c>aws</c>.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : "aws";

    /// <summary>Cuts <paramref name="text"/> into an ARN, or returns null if it is not one.</summary>
    public static Arn? Parse(string text)
    {
        if (text.Length > CharactersMax)
        {
            return null;
        }

        var parts = text.Split(':', 6);
        return parts is ["arn", { Length: > 0 }, { Length: > 0 }, _, _, { Length: > 0 }]
            ? new Arn(parts[1], parts[2], parts[3], parts[4], parts[5])
            : null;
    }

    /// <summary>Whether it names a Bedrock resource of the tenant's account in the tenant's region.</summary>
    public bool IsOf(Tenant tenant) =>
        Service == "bedrock"
        && Region == tenant.Region
        && Account == tenant.Account
        && Partition == PartitionOf(tenant.Region);

    /// <summary>
    /// The resource's name if its type is <paramref name="type"/> (<c>type/name</c>), otherwise null.
    /// The name may hold further slashes and colons.
    /// </summary>
    public string? NameOf(string type) =>
        Resource.Length > type.Length + 1
        && Resource[type.Length] == '/'
        && Resource.StartsWith(type, StringComparison.Ordinal)
            ? Resource[(type.Length + 1)..]
            : null;

    /// <summary>The ARN's text.</summary>
    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{Account}:{Resource}";
}
