package dev.bzzz.p2p;

import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.testkit.MeshContract;
import java.util.ArrayList;
import java.util.List;

final class Libp2pNodeContractTest extends MeshContract {
  @Override
  @SuppressWarnings("resource") // the contract closes what it was given
  protected List<Mesh> connected(int members) {
    TestNodes nodes = new TestNodes();
    List<Libp2pNode> meshes = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      Libp2pNode fresh = nodes.start();
      meshes.forEach(before -> TestNodes.connect(fresh, before));
      meshes.add(fresh);
    }
    return List.copyOf(meshes);
  }
}
