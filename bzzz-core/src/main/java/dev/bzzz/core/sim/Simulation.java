package dev.bzzz.core.sim;

import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run of one scenario. Confined to one thread. */
final class Simulation {
  /**
   * How long it goes on at least when everything has settled: for the last answers, and for what a
   * wrong agent does because of them when its turn has come.
   */
  private static final Duration AFTERMATH = Duration.ofSeconds(15);

  /** So many things at one moment, and so many more for each agent and task, never end. */
  private static final long MOST_AT_ONCE = 100_000;

  private static final long MOST_AT_ONCE_OF_AGENT = 10_000;
  private static final long MOST_AT_ONCE_OF_TASK = 1_000;

  /** In every so-manieth scenario letters are really written, and read by everybody. */
  static final int EXACT = 1000;

  private final Scenario scenario;
  private final boolean unsettling;
  private final long mostAtOnce;
  private final World world = new World();
  private final Story story;
  private final Verdict verdict;
  private final Tally tally = new Tally();
  private final HostCheck check;
  private final SimHost host;
  private final HostCalls calls;
  private final SimMesh mesh;
  private final Malice malice;
  private final People people;
  private final Governance governance;
  private final SimPost post;
  private final Stalls stalls;
  private final ViewCheck views = new ViewCheck(this);
  private final List<SimAgent> agents = new ArrayList<>();
  private Pulse pulse = new Pulse();

  /** The independent streams of chance, each for one concern; agents have those from 1000 on. */
  private enum Stream {
    REPOSITORY,
    WEATHER,
    CALLS,
    MESH,
    LIARS
  }

  Simulation(Scenario scenario, List<Equipment> equipment, boolean traced) {
    this(scenario, equipment, traced, scenario.seed() % EXACT == 0);
  }

  /**
   * A run.
   *
   * @param exact whether letters are really written; what happens is the same
   */
  Simulation(Scenario scenario, List<Equipment> equipment, boolean traced, boolean exact) {
    this.scenario = scenario;
    this.unsettling = scenario.unsettling();
    this.mostAtOnce =
        MOST_AT_ONCE
            + MOST_AT_ONCE_OF_AGENT * scenario.agents()
            + MOST_AT_ONCE_OF_TASK * scenario.tasks();
    this.story = new Story(world, traced);
    this.verdict = new Verdict(world, story);
    this.check = new HostCheck(scenario, world, story, verdict, tally);
    SimKeys keys = new SimKeys(scenario.seed(), coverage(equipment));
    this.post = new SimPost(keys, exact);
    SimRandom names = stream(Stream.REPOSITORY);
    Weather weather = new Weather(scenario, world, stream(Stream.WEATHER));
    this.host =
        new SimHost(scenario, new RepositoryId(names.hex(32)), keys, check, weather::refusesPulls);
    this.people = new People(this);
    host.forge().listener(people::notice);
    this.calls = new HostCalls(world, scenario.pace(), host, weather, stream(Stream.CALLS));
    this.mesh = new SimMesh(this, weather, stream(Stream.MESH));
    for (int fleet = 0; fleet < equipment.size(); fleet++) {
      Scenario.Fleet members = scenario.fleets().get(fleet);
      for (int i = 0; i < members.agents(); i++) {
        int index = agents.size();
        SimAgent agent =
            new SimAgent(index, keys.signer(index), equipment.get(fleet), members.slots(), this);
        agents.add(agent);
      }
    }
    this.malice = new Malice(this, keys, agents.size(), stream(Stream.LIARS));
    this.stalls = new Stalls(this);
    this.governance = new Governance(this, keys, names, agents.size());
    governance.begin(malice.writer());
  }

  private static Coverage coverage(List<Equipment> equipment) {
    Coverage coverage = equipment.get(0).coverage();
    if (equipment.stream().anyMatch(each -> each.coverage() != coverage)) {
      throw new IllegalArgumentException("fleets: their signatures cover different things");
    }
    return coverage;
  }

  /** Runs it, once, and tells which machine is called. */
  Run run(Pulse told) {
    pulse = told;
    agents.forEach(agent -> world.at(0, agent::boot));
    scenario.faults().forEach(this::plan);
    stalls.start();
    long quietFrom = Micros.of(scenario.quietFrom());
    long end = quietFrom + Micros.of(scenario.pace().patience());
    while (verdict.clean() && !settles(quietFrom, end)) {
      // what an agent has mended may be unsettled once more
    }
    if (verdict.clean()) {
      new FinalCheck(this).check();
    }
    return new Run(
        scenario,
        verdict.violations(),
        tally.statistics(scenario.tasks(), world.events()),
        Micros.duration(world.now()),
        story.trace());
  }

  /**
   * Goes on until everything has settled, until the last answers have arrived after that, and
   * everybody who stood still has gone on.
   *
   * @return false when one of them has unsettled something: who knows of more than a ref that was
   *     moved back sets it to that, perhaps to a task that was not finished
   */
  private boolean settles(long quietFrom, long end) {
    boolean more = true;
    while (more && verdict.clean() && !settled(quietFrom)) {
      more = step(end);
    }
    long last = Math.max(world.now() + Micros.of(AFTERMATH), lastAnswers());
    while (more && verdict.clean() && settled(quietFrom)) {
      more = step(last);
    }
    return !more;
  }

  /** When the calls under way are answered, and those who stand still go on. */
  private long lastAnswers() {
    long last = Math.max(world.now(), calls.busyUntil());
    for (SimAgent agent : agents) {
      if (agent.process().isPresent()) {
        last = Math.max(last, agent.pausedUntil());
      }
    }
    return last;
  }

  private boolean step(long until) {
    boolean more = world.step(until);
    if (world.still() > mostAtOnce) {
      verdict.require(false, Invariant.L1, this::stillness);
    }
    return more;
  }

  private String stillness() {
    return "time stands still: "
        + world.still()
        + " things have happened at this very moment; a machine asks again and again, and the"
        + " scenario's calls take no time";
  }

  private boolean settled(long quietFrom) {
    return check.unsettled() == 0
        && !host.ambiguous(task -> !check.task(task).forced() && host.issues().listed(task))
        && (world.now() >= quietFrom || !unsettling);
  }

  private void plan(Fault fault) {
    long at = Micros.of(fault.at());
    if (fault instanceof Crash crash) {
      SimAgent agent = agents.get(crash.agent());
      world.at(at, () -> agent.crash(crash));
      crash.restartAfter().ifPresent(later -> world.at(at + Micros.of(later), agent::restart));
    } else if (fault instanceof Pause pause) {
      SimAgent agent = agents.get(pause.agent());
      world.at(at, () -> agent.pause(Micros.of(pause.end())));
    } else if (fault instanceof ClockSkew skew) {
      SimAgent agent = agents.get(skew.agent());
      agent.setClock(skew);
      world.at(at, () -> agent.jump(skew));
    } else if (fault instanceof ForgeEvent event) {
      people.plan(event);
    } else if (fault instanceof PolicyChange change) {
      governance.plan(change);
    } else if (fault instanceof Expulsion expulsion) {
      governance.plan(expulsion, malice.writer());
    } else {
      malice.plan(fault);
    }
  }

  private SimRandom stream(Stream stream) {
    return SimRandom.of(scenario.seed(), stream.ordinal());
  }

  /** The chance of one start of an agent. */
  SimRandom chance(int agent, int start) {
    return SimRandom.of(scenario.seed(), 1000L + agent + (long) start * Scenario.MAX_AGENTS);
  }

  Scenario scenario() {
    return scenario;
  }

  World world() {
    return world;
  }

  Story story() {
    return story;
  }

  Verdict verdict() {
    return verdict;
  }

  Pulse pulse() {
    return pulse;
  }

  Tally tally() {
    return tally;
  }

  ViewCheck views() {
    return views;
  }

  HostCheck check() {
    return check;
  }

  SimHost host() {
    return host;
  }

  SimMesh mesh() {
    return mesh;
  }

  SimPost post() {
    return post;
  }

  HostCalls calls() {
    return calls;
  }

  List<SimAgent> agents() {
    return agents;
  }
}
