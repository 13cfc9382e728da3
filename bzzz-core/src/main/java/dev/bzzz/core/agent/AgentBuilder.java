package dev.bzzz.core.agent;

import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.CapabilityModel;
import dev.bzzz.core.capability.LabelCapabilityModel;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryDirectory;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.DependencyRule;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Assembles an {@link Agent}. Not safe for use by many threads; may build more than one agent. */
public final class AgentBuilder {
  /** How often to look for tasks unless said otherwise. */
  public static final Duration DEFAULT_POLL = Duration.ofSeconds(30);

  private static final Duration MIN_POLL = Duration.ofMillis(10);

  private final Signer identity;
  private final List<RepositoryName> repositories = new ArrayList<>();
  private final List<Capability> skills = new ArrayList<>();
  private final List<Path> localPaths = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private final List<EventSink> sinks = new ArrayList<>();
  private String name;
  private @Nullable RepositoryProvider provider;
  private @Nullable RepositoryDirectory directory;
  private @Nullable ClaimLedger ledger;
  private @Nullable WorkspaceFactory workspaces;
  private @Nullable Worker worker;
  private @Nullable Sandbox sandbox;
  private ClaimProtocol protocol = new RendezvousProtocol();
  private CapabilityModel capabilities = new LabelCapabilityModel();
  private DependencyRule dependencies = DependencyRule.MERGED;
  private int slots = 1;
  private Duration poll = DEFAULT_POLL;
  private Duration workLimit = Duration.ofHours(1);
  private @Nullable Mesh mesh;
  private String network = MeshLink.DEFAULT_NETWORK;
  private Clock clock = Driver.steadyClock();
  private Random random = new SecureRandom();

  AgentBuilder(Signer identity) {
    this.identity = identity;
    this.name = identity.id().brief();
  }

  /** What people call it; by default the end of its id. */
  public AgentBuilder name(String value) {
    name = value;
    return this;
  }

  /** Required: where tasks come from and pull requests go to. */
  public AgentBuilder provider(RepositoryProvider value) {
    provider = value;
    return this;
  }

  /** Watches this repository; without any and without directory, all the provider can see. */
  public AgentBuilder repository(RepositoryName value) {
    repositories.add(value);
    return this;
  }

  /** Watches the repositories that are named there, besides those of {@link #repository}. */
  public AgentBuilder directory(RepositoryDirectory value) {
    directory = value;
    return this;
  }

  /** Required: who decides about claims. */
  public AgentBuilder ledger(ClaimLedger value) {
    ledger = value;
    return this;
  }

  /** Required: where work happens. */
  public AgentBuilder workspaces(WorkspaceFactory value) {
    workspaces = value;
    return this;
  }

  /** Required: who does the work. */
  public AgentBuilder worker(Worker value) {
    worker = value;
    return this;
  }

  /** Required: where the worker's commands run. */
  public AgentBuilder sandbox(Sandbox value) {
    sandbox = value;
    return this;
  }

  /** Adds a skill at the highest level. */
  public AgentBuilder skill(String skill) {
    return capability(new Capability(new Skill(skill), 1000));
  }

  /** Adds a skill at some level. */
  public AgentBuilder capability(Capability capability) {
    skills.add(capability);
    return this;
  }

  /** Who tries to claim, and when; {@link RendezvousProtocol} by default. */
  public AgentBuilder protocol(ClaimProtocol value) {
    protocol = value;
    return this;
  }

  /** How well the agent suits a task; by labels alone by default. */
  public AgentBuilder capabilityModel(CapabilityModel value) {
    capabilities = value;
    return this;
  }

  /** When a dependency is met; when merged by default. */
  public AgentBuilder dependencies(DependencyRule value) {
    dependencies = value;
    return this;
  }

  /** How many tasks to work on at once; 1 by default, at most 64. */
  public AgentBuilder slots(int value) {
    slots = value;
    return this;
  }

  /** How often to look for tasks, at least every 10 ms; 30 s by default. */
  public AgentBuilder poll(Duration value) {
    if (value.compareTo(MIN_POLL) < 0) {
      throw new IllegalArgumentException("polling more often than every 10 ms helps nobody");
    }
    poll = value;
    return this;
  }

  /** When the work on one task is stopped; after an hour by default. */
  public AgentBuilder workLimit(Duration value) {
    workLimit = value;
    return this;
  }

  /**
   * The port to other agents; none by default. The agent listens while it runs and leaves the mesh
   * open when it is closed.
   */
  public AgentBuilder mesh(Mesh value) {
    mesh = value;
    return this;
  }

  /**
   * Which agents belong together on the mesh; {@value MeshLink#DEFAULT_NETWORK} by default.
   *
   * @param value 1 to {@value MeshLink#MAX_NETWORK} lower case letters, digits, dots and dashes
   */
  public AgentBuilder network(String value) {
    MeshLink.requireNetwork(value);
    network = value;
    return this;
  }

  /** Adds a sink; the first one added hears every event first. */
  public AgentBuilder sink(EventSink value) {
    sinks.add(value);
    return this;
  }

  /**
   * Adds a folder or file of this machine that nothing published may name; the folders of the user,
   * of the JVM and for temporary files are known.
   */
  public AgentBuilder localPath(Path value) {
    localPaths.add(value.toAbsolutePath());
    return this;
  }

  /**
   * Adds a secret, such as a token, that nothing published may show.
   *
   * @param value counts from {@value LocalValues#MIN_SECRET} characters on
   */
  public AgentBuilder secret(String value) {
    secrets.add(value);
    return this;
  }

  /** The clock of its machine and its events; one that never steps back by default. */
  public AgentBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /** The source of nonces and jitter: a {@link SecureRandom}, except in simulations. */
  public AgentBuilder random(Random value) {
    random = value;
    return this;
  }

  /**
   * The agent, not yet started.
   *
   * @throws IllegalStateException if a required part is missing; the message names it
   * @throws IllegalArgumentException if work cannot be published through the ledger, or if more
   *     than {@value LocalValues#MAX_VALUES} paths or secrets are to be hidden
   */
  public Agent build() {
    return new Agent(parts());
  }

  AgentParts parts() {
    return new AgentParts(
        identity,
        new AgentProfile(identity.id(), name, skills),
        required(provider, "provider"),
        List.copyOf(repositories),
        Optional.ofNullable(directory),
        publishing(required(ledger, "ledger")),
        protocol,
        required(workspaces, "workspaces"),
        required(worker, "worker"),
        required(sandbox, "sandbox"),
        capabilities,
        dependencies,
        slots,
        poll,
        workLimit,
        Optional.ofNullable(mesh),
        network,
        local(),
        List.copyOf(sinks),
        clock,
        random);
  }

  private LocalValues local() {
    List<Path> paths = new ArrayList<>(localPaths);
    for (String property : List.of("user.home", "user.dir", "java.home", "java.io.tmpdir")) {
      paths.add(Path.of(System.getProperty(property)));
    }
    return LocalValues.of(paths, secrets, System.getProperty("user.name"));
  }

  private static ClaimLedger publishing(ClaimLedger ledger) {
    if (!ledger.features().atomicRefUpdates()) {
      throw new IllegalArgumentException(
          "an agent publishes a claim and its branch in one step, and a "
              + ledger.getClass().getSimpleName()
              + " moves no branches: give the agent a ledger that does, such as GitRefLedger");
    }
    return ledger;
  }

  private static <T> T required(@Nullable T part, String method) {
    if (part == null) {
      throw new IllegalStateException(
          "an agent needs a " + method + ": call " + method + "(…) before build()");
    }
    return part;
  }
}
