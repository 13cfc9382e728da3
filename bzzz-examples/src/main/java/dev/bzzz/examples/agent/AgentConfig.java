package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.DependencyRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bzzz.yaml} and the {@code BZZZ_*} variables say: checked, complete, immutable. All
 * paths are absolute. {@code docs/configuration.md} explains every key.
 *
 * @param name what people call the agent
 * @param key file of its private key
 * @param skills what it can do, one entry per skill
 * @param slots how many tasks it works on at once
 * @param forge where it takes tasks from
 * @param repositories the repositories it looks at; empty for all of the forge, or of Hive
 * @param hive a server that names repositories and hears of claims
 * @param webhooks where it hears from hosts that something has changed
 * @param mesh how it meets other agents; empty when it does not
 * @param dependencies when a task counts as done for those that wait for it
 * @param protocol name of the claim protocol
 * @param poll how often it looks for tasks
 * @param llm who answers its model calls
 * @param work where and how long it works
 * @param audit its audit log
 */
public record AgentConfig(
    String name,
    Path key,
    List<Capability> skills,
    int slots,
    ForgeConfig forge,
    List<RepositoryName> repositories,
    Optional<HiveConfig> hive,
    Optional<WebhookConfig> webhooks,
    Optional<MeshConfig> mesh,
    DependencyRule dependencies,
    String protocol,
    Duration poll,
    LlmConfig llm,
    WorkConfig work,
    Path audit) {
  /** Name of the log of calls to a forge, beside the configuration unless it says otherwise. */
  public static final String ACCESS_LOG = "access.jsonl";

  /**
   * Where and how long the agent works.
   *
   * @param dir folder for checkouts; what is in it may be thrown away
   * @param timeLimit longest work on one task
   * @param testLimit longest run of a repository's tests
   */
  public record WorkConfig(Path dir, Duration timeLimit, Duration testLimit) {}

  /**
   * How to reach Hive.
   *
   * @param url its address, in front of {@code /api/bzzz}
   * @param token what it wants to see
   */
  public record HiveConfig(URI url, Optional<SecretReference> token) {}

  /**
   * Where to listen for webhooks.
   *
   * @param host address of this machine
   * @param port 0 for any free one
   * @param secret what they are signed with
   */
  public record WebhookConfig(String host, int port, SecretReference secret) {}

  /** Copies the lists. */
  public AgentConfig {
    skills = List.copyOf(skills);
    repositories = List.copyOf(repositories);
  }
}
