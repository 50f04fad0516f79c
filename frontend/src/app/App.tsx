import { StorageStrip } from "../alerts/StorageStrip";
import { isSignedOut } from "../api/client";
import { GridPage } from "../grid/GridPage";
import { ConnectionNotice } from "../session/ConnectionNotice";
import { SignIn } from "../session/SignIn";
import { TopBar } from "../session/TopBar";
import { useMe } from "../session/session";
import { Button } from "../ui/Button";
import { Toasts } from "../ui/Toasts";
import { useWords } from "../words";
import styles from "./App.module.css";
import notice from "./Notice.module.css";
import { later } from "./later";
import { goBack, replaceBy, useAddress } from "./useAddress";
import { useStore } from "./useStore";

const WatchDialog = later(async () => (await import("../watch/WatchDialog")).WatchDialog);
const WallDialog = later(async () => (await import("../wall/WallDialog")).WallDialog);
const ClipsPage = later(async () => (await import("../clips/ClipsPage")).ClipsPage);

/** The grid stays behind a camera's dialog, so that closing it is at once and loses no place. */
export function App() {
  const address = useAddress();
  const me = useMe();
  const signedOut = useStore(isSignedOut);
  if (address.page === "sign-in" || (signedOut && !me)) return <SignIn />;
  if (!me) return <Waiting />;
  return (
    <div className={styles["app"]}>
      <TopBar />
      {address.page !== "clips" && <StorageStrip />}
      <main id="main" tabIndex={-1} className={styles["main"]}>
        {address.page === "clips" ? <ClipsPage /> : <Page />}
      </main>
      {address.page === "camera" && (
        <WatchDialog key={address.camera} address={address} onClose={goBack} />
      )}
      {address.page === "wall" && <WallDialog address={address} onClose={goBack} />}
      {signedOut && <SignIn isOver />}
      <Toasts />
    </div>
  );
}

/** Until it is known who is there; the server may be away. */
function Waiting() {
  const words = useWords().common;
  return (
    <>
      <p className={notice["notice"]}>{words.loading}</p>
      <ConnectionNotice />
    </>
  );
}

function Page() {
  const words = useWords().common;
  const address = useAddress();
  if (address.page !== "missing") return <GridPage />;
  return (
    <div className={notice["notice"]}>
      <p>{words.notHere}</p>
      <Button look="primary" onClick={() => replaceBy({ page: "grid" })}>
        {words.toCameras}
      </Button>
    </div>
  );
}
