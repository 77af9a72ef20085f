using System.Reflection;
using System.Text;
using Ganban.ContractSamples;

namespace Ganban.Contracts.Tests;

public sealed class ContractTests
{
    private const int Seed = 20260102;
    private static readonly IReadOnlyList<ServiceFacts> s_services = ServiceFacts.LoadAll();

    [Fact]
    public void The_contract_has_the_operations_of_the_four_services()
    {
        Assert.Equal(219, Contract.Operations.Count);
        Assert.Equal(219, Contract.Operations.Select(operation => operation.ToString()).Distinct().Count());
        Assert.Equal(219, Contract.Operations.Select(operation => operation.RequestType).Distinct().Count());
        Assert.Equal(
            s_services.SelectMany(service => service.Operations).Select(Facts).Order(),
            Contract.Operations.Select(
                operation => (operation.Service, operation.Name, operation.Method, operation.UriTemplate)).Order());
    }

    [Fact]
    public void Every_operation_lists_errors_with_an_error_status() => Assert.All(Contract.Operations, operation =>
    {
        Assert.InRange(operation.Status, 200, 299);
        Assert.Contains(operation.Errors, error => error is { Code: "InternalServerException", Status: 500 });
        Assert.All(operation.Errors, error => Assert.InRange(error.Status, 400, 599));
    });

    [Fact]
    public void Every_pattern_of_the_contract_compiles_and_admits_a_text_made_for_it()
    {
        var random = new Random(Seed);
        foreach (var service in s_services)
        {
            var constraints = Constraints(service);
            var sample = new ShapeSample(service, random, optional: 0);
            foreach (var shape in service.Shapes.Values.Where(shape => shape.Pattern is not null))
            {
                var constraint = constraints[char.ToUpperInvariant(shape.Name[0]) + shape.Name[1..]];
                var text = sample.Text(shape);

                Assert.True(constraint.IsSatisfiedBy(text), $"{service.Name} {shape.Name}: '{text}' against {shape.Pattern}");
                Assert.NotNull(constraint.Broken("\0").ToArray());
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Every_operation_reads_a_valid_request_without_complaint(double optional)
    {
        var random = new Random(Seed);
        foreach (var facts in s_services.SelectMany(service => service.Operations))
        {
            var operation = Contract.Operations.Single(
                operation => (operation.Service, operation.Name) == (facts.Service.Name, facts.Name));
            var sample = RequestSample.Make(facts, random, optional);

            var error = Read(operation, sample);

            Assert.True(error is null, $"{operation} (seed {Seed}): {error}\n{sample.Body?.ToJsonString()}");
        }
    }

    [Fact]
    public void Every_operation_names_each_required_member_of_its_body_that_is_missing()
    {
        var random = new Random(Seed);
        foreach (var facts in s_services.SelectMany(service => service.Operations))
        {
            var operation = Contract.Operations.Single(
                operation => (operation.Service, operation.Name) == (facts.Service.Name, facts.Name));
            var sample = RequestSample.Make(facts, random, 0);
            var required = facts.Input.Members.Where(
                member => member is { Required: true, Location: null } && member.Name != facts.Input.Payload).ToArray();
            if (required.Length == 0)
            {
                continue;
            }

            var error = Read(operation, sample with { Body = null });

            Assert.All(required, member => Assert.Contains(
                $"Value null at '{member.Name}' failed to satisfy constraint: Member must not be null", error, StringComparison.Ordinal));
        }
    }

    private static (string Service, string Name, string Method, string Uri) Facts(OperationFacts facts) =>
        (facts.Service.Name, facts.Name, facts.Method, facts.Uri);

    private static Dictionary<string, TextConstraint> Constraints(ServiceFacts service)
    {
        var name = "Ganban.Contracts." + service.Name.Replace("-", "", StringComparison.Ordinal) + ".Constraints";
        var type = typeof(Contract).Assembly.GetType(name, throwOnError: true, ignoreCase: true)!;
        return type.GetFields().ToDictionary(field => field.Name, field => (TextConstraint)field.GetValue(null)!);
    }

    private static string? Read(Operation operation, RequestSample sample)
    {
        var parts = new RequestParts
        {
            Labels = sample.Labels,
            Query = sample.Query,
            Header = name => sample.Headers.FirstOrDefault(header => header.Key == name).Value,
            Body = sample.Body is null ? default : Encoding.UTF8.GetBytes(sample.Body.ToJsonString()),
            Events = operation.ReadsEvents ? AsyncEnumerable.Empty<IncomingEvent>() : null,
        };
        return (string?)typeof(ContractTests)
            .GetMethod(nameof(ReadOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(operation.GetType().GetGenericArguments())
            .Invoke(null, [operation, parts]);
    }

    private static string? ReadOf<TRequest, TResponse>(Operation<TRequest, TResponse> operation, RequestParts parts)
        where TRequest : class, IRequest<TRequest, TResponse>
        where TResponse : class => Requests.Read(operation, parts).Error;
}
