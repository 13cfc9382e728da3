package dev.bzzz.examples.bench;

import dev.bzzz.core.PermanentException;
import dev.bzzz.examples.agent.OwnJvm;
import dev.bzzz.p2p.Libp2pNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hosts of which each has a process of its own, besides the one that publishes. */
final class ProcessMeshFleet implements MeshFleet {
  /** With all compilers, as in one process, since a host that is measured does not rest. */
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xss512k", "-Xmx256m");

  private final Libp2pNode publisher = MeshHost.start();
  private final List<Process> processes = new ArrayList<>();
  private volatile boolean closed;

  ProcessMeshFleet(int count, Arrival arrival) {
    publisher.subscribe(MeshBench.TOPIC, (from, data) -> {});
    Random random = new Random(count);
    List<String> addresses = new ArrayList<>(List.of(publisher.addresses().get(0).toString()));
    try {
      for (int i = 1; i < count; i++) {
        Process process =
            new ProcessBuilder(OwnJvm.command(OPTIONS, MeshHostProcess.class, List.of()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        DataInputStream told =
            new DataInputStream(new BufferedInputStream(process.getInputStream()));
        addresses.add(told.readUTF());
        List<String> dialled =
            MeshHost.dialled(i, count, random).stream().map(addresses::get).toList();
        MeshHostProcess.order(new DataOutputStream(process.getOutputStream()), dialled);
        told.readBoolean(); // connected
        Thread reader = new Thread(() -> read(told, arrival), "mesh-host-" + i);
        reader.setDaemon(true);
        reader.start();
      }
    } catch (IOException e) {
      close();
      throw new PermanentException("cannot measure the mesh with processes: " + e, e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Libp2pNode publisher() {
    return publisher;
  }

  @Override
  public Duration cpu() {
    Duration all = MeshHost.cpu();
    for (Process process : processes) {
      all = all.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
    }
    return all;
  }

  @Override
  public void close() {
    closed = true;
    publisher.close();
    for (Process process : processes) {
      process.destroy();
      process.onExit().join();
    }
  }

  private void read(DataInputStream told, Arrival arrival) {
    try {
      while (true) {
        arrival.arrived(told.readInt(), told.readLong());
      }
    } catch (IOException e) {
      if (!closed) {
        throw new PermanentException("a host's process ended; see the error above", e);
      }
    }
  }
}
