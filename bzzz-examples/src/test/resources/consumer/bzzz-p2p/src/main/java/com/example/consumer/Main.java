package com.example.consumer;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.PeerId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two nodes: one asks the other, and hears what it publishes. */
public final class Main {
  private static final Topic TOPIC = new Topic("weather/v1");

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    Identity identity = Identity.loadOrCreate(Path.of(arguments[0]));
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (Libp2pNode node = Libp2pNode.builder(identity).listen("/ip4/127.0.0.1/tcp/0").start();
        Libp2pNode other = Libp2pNode.builder(Identity.generate()).start()) {
      node.serve("/weather/forecast/1", (from, city) -> bytes("rain in " + text(city)));
      other.subscribe(TOPIC, (from, data) -> heard.complete(text(data)));
      PeerId peer = other.dial(node.addresses().get(0)).join();
      byte[] forecast =
          other
              .request(node.self(), "/weather/forecast/1", bytes("Graz"), Duration.ofSeconds(30))
              .join();
      while (node.subscribersOf(TOPIC).join().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      node.publish(TOPIC, bytes("sun"));
      System.out.println(
          text(forecast)
              + ", then "
              + heard.get(30, TimeUnit.SECONDS)
              + (peer.equals(node.peerId()) ? "" : ", of another"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
