package dev.bzzz.examples.cli;

import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "dial",
    description = {
      "Send messages to a peer, as fast as it takes them.",
      "Waits until the peer hears the topic, and in the end until it has got everything; a listener"
          + " of Bzzz also says how many messages it has heard."
    })
final class PeerDialCommand extends BzzzCommand {
  private static final int MAX_COUNT = 10_000_000;

  @Mixin private final PeerTarget target = new PeerTarget();

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      converter = Converters.ForTopic.class,
      description = "the topic to publish on")
  private @Nullable Topic topic;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "1",
      description = "how many messages, 1 to " + MAX_COUNT + "; 1 unless given")
  private long count;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = Converters.ForNumber.class,
      defaultValue = "256",
      description =
          "how long each message is, 1 to " + Mesh.MAX_MESSAGE_BYTES + "; 256 unless given")
  private long size;

  @Option(
      names = "--echo",
      description =
          "wait until as many messages have been heard on the topic as were sent: for peers that"
              + " publish what they hear")
  private boolean echo;

  private final Map<String, String> environment;

  PeerDialCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  boolean inLines() {
    return true;
  }

  @Override
  Report execute() throws InterruptedException {
    PeerSender.Plan plan =
        new PeerSender.Plan(
            topic,
            within("--count", count, 1, MAX_COUNT),
            within("--size", size, 1, Mesh.MAX_MESSAGE_BYTES),
            target.patience(this));
    PeerLines lines = new PeerLines(spec.commandLine().getOut(), json(), () -> {});
    try (PeerCall call = target.call(this, environment)) {
      lines.connected(call.peer(), target.address().withPeer(call.peer()), true);
      PeerSender sender = new PeerSender(call, plan);
      sender.send();
      double ping = call.medianPing();
      boolean all = !echo || sender.awaitEchoes();
      var json =
          PeerLines.event("done")
              .put("sent", plan.count())
              .put("received", sender.received())
              .put("pingMs", ping);
      sender.heard().ifPresent(heard -> json.put("heard", heard));
      List<String> text = new ArrayList<>();
      text.add(
          "sent %d messages, received %d, ping %.3f ms"
              .formatted(plan.count(), sender.received(), ping));
      if (!all) {
        text.add("too few came back: does the peer publish on the topic what it hears there?");
      }
      return new Report(json, text, all ? CommandExit.DONE : CommandExit.FAILED);
    }
  }
}
