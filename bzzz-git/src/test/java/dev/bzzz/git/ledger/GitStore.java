package dev.bzzz.git.ledger;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.git.local.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository with a policy, one without, and a workspace, in a folder of a test. */
final class GitStore implements LedgerStore {
  static final RepositoryId ID = new RepositoryId("0123456789abcdef".repeat(2));
  static final RepositoryId PLAIN = new RepositoryId("fedcba9876543210".repeat(2));

  private final Path folder;
  private final Function<Path, URI> url;
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final String namespace;
  private int commits;

  private GitStore(Path folder, Function<Path, URI> url, String namespace) {
    this.folder = folder;
    this.url = url;
    this.namespace = namespace;
  }

  /** A store that ledgers reach by the URL made of the bare repository's folder. */
  GitStore(Path folder, Function<Path, URI> url, ClaimPolicy policy) {
    this(folder, url, policy.namespace());
    create(bare(ID), Map.of("README.md", "hello\n", ".bzzz/policy.json", json(policy)));
    create(bare(PLAIN), Map.of("README.md", "hello\n"));
  }

  static GitStore direct(Path folder) {
    return new GitStore(folder, Path::toUri, ClaimLedgerContract.POLICY);
  }

  /** The same policy with the claims elsewhere. */
  static ClaimPolicy in(String namespace, ClaimPolicy policy) {
    return new ClaimPolicy(
        policy.agents(),
        policy.revoked(),
        policy.ledger(),
        namespace,
        policy.committee(),
        policy.timing());
  }

  /** The direct store that another process has made in this folder. */
  static GitStore reopened(Path folder) {
    return new GitStore(folder, Path::toUri, ClaimPolicy.REFS_NAMESPACE);
  }

  /** Closed with the store. */
  GitStore with(AutoCloseable resource) {
    resources.add(resource);
    return this;
  }

  Path bare() {
    return bare(ID);
  }

  Path bare(RepositoryId id) {
    return folder.resolve("forge").resolve(id.value().substring(0, 4) + ".git");
  }

  @Override
  public ClaimLedger open() {
    return GitRefLedger.open(
        this::repository, Verifier.ed25519(), folder.resolve("cache" + resources.size()));
  }

  Repository repository(RepositoryId id) {
    return new Repository(
        id,
        RepositoryName.parse("bees/" + id.value().substring(0, 4)),
        url.apply(bare(id)),
        "main");
  }

  @Override
  public RepositoryId repository() {
    return ID;
  }

  @Override
  public RepositoryId withoutPolicy() {
    return PLAIN;
  }

  @Override
  public ClaimPolicy named(ClaimPolicy policy) {
    return in(namespace, policy);
  }

  @Override
  public String changePolicy(ClaimPolicy policy) {
    return putPolicy(named(policy));
  }

  /** Puts this very policy on the default branch. */
  String putPolicy(ClaimPolicy policy) {
    return commit(Map.of("README.md", "hello\n", ".bzzz/policy.json", json(policy)));
  }

  /** Puts a commit with these files on the default branch. */
  String commit(Map<String, String> files) {
    try (var git = open(bare())) {
      ObjectId id = commit(git, git.resolve(Constants.HEAD), files);
      move(git, "refs/heads/main", id);
      return id.name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Finished finish() {
    return finish(Map.of("README.md", "hello bees\n", ".bzzz/policy.json", policyText()));
  }

  /** Makes a commit with these files in a new workspace, on top of the default branch. */
  Finished finish(Map<String, String> files) {
    Path workspace = folder.resolve("workspace" + commits++ + ".git");
    try (var from = open(bare());
        var git = new FileRepositoryBuilder().setGitDir(workspace.toFile()).setBare().build()) {
      git.create(true);
      ObjectId base = from.resolve(Constants.HEAD);
      // As a workspace does it: the base's objects are borrowed, not copied.
      java.nio.file.Files.writeString(
          workspace.resolve("objects/info/alternates"), bare().resolve("objects") + "\n");
      try (var again = open(workspace)) {
        return new Finished(commit(again, base, files).name(), workspace.toUri());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> branch(String name) {
    return ref("refs/heads/" + name);
  }

  Optional<String> ref(String name) {
    try (var git = open(bare())) {
      return Optional.ofNullable(git.exactRef(name)).map(ref -> ref.getObjectId().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void setBranch(String name, Optional<String> head) {
    setRef("refs/heads/" + name, head);
  }

  void setRef(String name, Optional<String> id) {
    try (var git = open(bare())) {
      if (id.isPresent()) {
        move(git, name, ObjectId.fromString(id.get()));
      } else {
        RefUpdate update = git.updateRef(name, true);
        update.setForceUpdate(true);
        update.delete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an object into the bare repository. */
  String insert(int type, byte[] content) {
    try (var git = open(bare());
        ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId id = inserter.insert(type, content);
      inserter.flush();
      return id.name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of an object of the bare repository. */
  byte[] object(String id) {
    try (var git = open(bare())) {
      return git.open(ObjectId.fromString(id)).getBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What git itself prints when it checks the whole repository; empty when it finds no fault. */
  String fsck() {
    return git("fsck", "--strict", "--no-dangling", "--no-progress");
  }

  /** What plain git prints. */
  String git(String... arguments) {
    try {
      return Git.run(bare(), arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new AssertionError("closing " + resource, e);
      }
    }
  }

  private static String json(ClaimPolicy policy) {
    return new String(policy.toJson(), StandardCharsets.UTF_8);
  }

  private String policyText() {
    try (var git = open(bare())) {
      return new String(
          git.open(git.resolve("HEAD:.bzzz/policy.json")).getBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void create(Path bare, Map<String, String> files) {
    try (var git = new FileRepositoryBuilder().setGitDir(bare.toFile()).setBare().build()) {
      git.create(true);
      git.updateRef(Constants.HEAD).link("refs/heads/main");
      move(git, "refs/heads/main", commit(git, null, files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static org.eclipse.jgit.lib.Repository open(Path gitDir) throws IOException {
    return new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setMustExist(true).build();
  }

  private static void move(org.eclipse.jgit.lib.Repository git, String ref, ObjectId to)
      throws IOException {
    RefUpdate update = git.updateRef(ref, true);
    update.setNewObjectId(to);
    RefUpdate.Result result = update.forceUpdate();
    if (result == RefUpdate.Result.LOCK_FAILURE) {
      throw new IOException(ref + ": " + result);
    }
  }

  private static ObjectId commit(
      org.eclipse.jgit.lib.Repository git,
      @org.jspecify.annotations.Nullable ObjectId parent,
      Map<String, String> files)
      throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder entries = index.builder();
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(
            inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
        entries.add(entry);
      }
      entries.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      if (parent != null) {
        commit.setParentId(parent);
      }
      PersonIdent author =
          new PersonIdent("dev", "dev@bees", Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage("change\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }
}
