package dev.bzzz.p2p.jvm;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.TestNodes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Meshes on loopback, at random ports, for tests. */
final class JvmMeshes {
  private JvmMeshes() {}

  static JvmLibp2pMesh start() {
    return JvmLibp2pMesh.start(
        Identity.generate(), List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
  }

  /** Connects two meshes, and waits until both know. */
  static void connect(JvmLibp2pMesh from, Multiaddr address, Mesh to) {
    from.dial(address).orTimeout(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    awaitConnected(from, to);
  }

  static void awaitConnected(Mesh from, Mesh to) {
    TestNodes.await(
        "both are connected",
        () -> to.peers().contains(from.self()) && from.peers().contains(to.self()));
  }
}
