package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.agent.PolicyFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that changes {@code .bzzz/policy.json} by a commit on the default branch. */
abstract class PolicyChange extends BzzzCommand {
  private static final String AUTHOR = "bzzz";

  @Mixin private final ForgeOptions forgeOptions;

  @Parameters(
      paramLabel = "OWNER/NAME",
      index = "0",
      converter = Converters.ForRepository.class,
      description = "the repository")
  private @Nullable RepositoryName repository;

  private PolicyChange(Map<String, String> environment) {
    this.forgeOptions = new ForgeOptions(environment);
  }

  /** What the commit says. */
  abstract String message();

  /** The policy as it shall be. */
  abstract ClaimPolicy change(ClaimPolicy policy);

  @Override
  final Report execute() {
    RepositoryName name = Objects.requireNonNull(repository, "picocli requires it");
    try (ForgeOptions.Opened opened = forgeOptions.open(AUTHOR)) {
      Optional<String> commit = PolicyFile.change(opened.files(), name, message(), this::change);
      var json = Json.object().put("repository", name.toString()).put("change", message());
      commit.ifPresent(id -> json.put("policyCommit", id));
      return Report.done(
          json,
          List.of(
              name
                  + commit
                      .map(id -> ": " + message() + ", from commit " + id + " on")
                      .orElse(": its " + ClaimPolicy.FILE + " says so already")));
    }
  }

  private static AgentId required(@Nullable AgentId key) {
    return Objects.requireNonNull(key, "picocli requires it");
  }

  /** A change for the key of one agent. */
  private abstract static class OfAgent extends PolicyChange {
    @Option(
        names = "--agent",
        paramLabel = "PEER",
        required = true,
        converter = Converters.ForAgent.class,
        description = "the peer id of its key")
    private @Nullable AgentId agent;

    OfAgent(Map<String, String> environment) {
      super(environment);
    }

    final AgentId agent() {
      return required(agent);
    }
  }

  @Command(name = "admit", description = "Let an agent claim tasks.")
  static final class Admit extends OfAgent {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        required = true,
        description = "what people call it")
    private String name = "";

    Admit(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String message() {
      return "Let " + name + " claim tasks";
    }

    @Override
    ClaimPolicy change(ClaimPolicy policy) {
      return policy.admit(Map.of(agent(), name));
    }
  }

  @Command(
      name = "revoke",
      description = "End a key for good: its agent's claims may be taken over at once.")
  static final class Revoke extends OfAgent {
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "one line")
    private String reason = "";

    Revoke(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String message() {
      return "Revoke the key …" + agent().brief();
    }

    @Override
    ClaimPolicy change(ClaimPolicy policy) {
      return policy.revoke(agent(), reason);
    }
  }

  @Command(
      name = "rotate",
      description = "Give an agent a new key; the old one is revoked in the same commit.")
  static final class Rotate extends PolicyChange {
    @Option(
        names = "--old",
        paramLabel = "PEER",
        required = true,
        converter = Converters.ForAgent.class,
        description = "the peer id of the key that ends")
    private @Nullable AgentId before;

    @Option(
        names = "--new",
        paramLabel = "PEER",
        required = true,
        converter = Converters.ForAgent.class,
        description = "the peer id of the key that follows")
    private @Nullable AgentId after;

    Rotate(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String message() {
      return "Replace the key …" + required(before).brief() + " by …" + required(after).brief();
    }

    @Override
    ClaimPolicy change(ClaimPolicy policy) {
      return policy.rotate(required(before), required(after));
    }
  }

  @Command(
      name = "vote",
      description = {
        "Name the voters of the repository: 3, 5 or 7 peers.",
        "Each call begins a new epoch, also with the same voters, which is how a voter that lost"
            + " its disk comes back."
      })
  static final class Vote extends PolicyChange {
    @Option(
        names = "--voter",
        paramLabel = "PEER",
        required = true,
        converter = Converters.ForAgent.class,
        description = "the peer id of a voter; repeat it for each")
    private List<AgentId> voters = List.of();

    Vote(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String message() {
      return "Name " + voters.size() + " voters";
    }

    @Override
    ClaimPolicy change(ClaimPolicy policy) {
      return policy.vote(voters);
    }
  }
}
