// Own picture and the switches of the devices, while one waits.
import { useEffect, type ReactNode } from "react";
import { openIfGranted } from "../../media/local";
import type { Session } from "../../session";
import { DeviceSwitch } from "../DeviceSwitch";
import { CameraIcon } from "../icons";
import { useMessages } from "../language";
import { OwnPicture } from "../OwnPicture";
import { useStore } from "../useStore";

/** `children`: what else is to be known of it. */
export function LobbyPreview({ session, children }: { readonly session: Session; readonly children?: ReactNode }) {
  const messages = useMessages();
  const { camera } = useStore(session.local.state);
  // After a reload the devices open again; nobody is asked for them here who was not before, and an observer never is.
  useEffect(() => {
    void openIfGranted(session.local);
  }, [session]);
  return (
    <section className="lobby-preview" aria-label={messages.door.ownPicture}>
      <div className="mirror">
        {camera.track === null ? (
          <div className="mirror-empty">
            <CameraIcon off />
            <p>{camera.opening ? messages.door.asking : messages.door.cameraIsOff}</p>
          </div>
        ) : (
          <OwnPicture track={camera.track} label={messages.door.ownPicture} />
        )}
      </div>
      <p className="hint">{messages.lobby.picture}</p>
      {children}
      <DeviceSwitch kind="camera" local={session.local} />
      <DeviceSwitch kind="microphone" local={session.local} />
    </section>
  );
}
