package dev.bzzz.git.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.DaemonClient;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.resolver.ReceivePackFactory;

/** Serves every repository on this machine on loopback by git's own protocol. */
final class GitDaemon implements AutoCloseable {
  private final Daemon daemon;
  private final AtomicReference<ReceivePackFactory<DaemonClient>> receive =
      new AtomicReference<>((client, db) -> new ReceivePack(db));

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();

  GitDaemon() {
    daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon.setRepositoryResolver((client, name) -> open(Path.of("/" + name)));
    daemon.setReceivePackFactory(
        (client, db) -> {
          writes.incrementAndGet();
          return receive.get().create(client, db);
        });
    daemon.setUploadPackFactory(
        (client, db) -> {
          reads.incrementAndGet();
          return new UploadPack(db);
        });
    daemon.getService("git-receive-pack").setEnabled(true);
    try {
      daemon.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a repository is served. */
  URI url(Path bare) {
    return URI.create("git://127.0.0.1:" + daemon.getAddress().getPort() + bare.toAbsolutePath());
  }

  /** Changes how pushes are received. */
  void receiveBy(ReceivePackFactory<DaemonClient> factory) {
    receive.set(factory);
  }

  /** How many connections were made to list or fetch. */
  int reads() {
    return reads.get();
  }

  /** How many connections were made to push. */
  int writes() {
    return writes.get();
  }

  /** Ends when nobody is accepted any more: until then a connection may still be served. */
  @Override
  public void close() {
    try {
      daemon.stopAndWait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the git daemon stopped", e);
    }
  }

  private static Repository open(Path gitDir) {
    try {
      return new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setMustExist(true).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
