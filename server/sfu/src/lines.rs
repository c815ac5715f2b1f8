//! The m-lines of a receiving connection: fixed for its whole life, offered once.

use crate::plan::Kind;

/// Index of an m-line in the receiving connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(pub u8);

/// What an m-line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineUse {
    /// Voice of the one on stage; shares its msid with [`LineUse::StageVideo`], so that lips and voice agree.
    StageAudio,
    /// Picture of the one on stage.
    StageVideo,
    /// Anybody's camera.
    Video,
    /// Anybody's voice, unsynchronised and therefore with the least delay.
    Audio,
    /// A shared screen.
    Screen,
    /// Its sound, in the following line.
    ScreenSound,
}

impl LineUse {
    /// Whether this line carries sound.
    #[must_use]
    pub const fn is_audio(self) -> bool {
        matches!(self, Self::StageAudio | Self::Audio | Self::ScreenSound)
    }

    /// Whether sources of this kind belong here.
    #[must_use]
    pub const fn carries(self, kind: Kind) -> bool {
        match self {
            Self::StageAudio | Self::Audio => matches!(kind, Kind::Microphone),
            Self::StageVideo | Self::Video => matches!(kind, Kind::Camera),
            Self::Screen => matches!(kind, Kind::Screen | Kind::SecondScreen),
            Self::ScreenSound => matches!(kind, Kind::ScreenSound | Kind::SecondScreenSound),
        }
    }
}

/// Camera slots besides the stage.
pub const VIDEO_LINES: usize = 15;
/// Voice slots besides the stage.
pub const AUDIO_LINES: usize = 4;
/// All lines: stage pair, cameras, voices, two screens with sound.
pub const LINES: usize = 2 + VIDEO_LINES + AUDIO_LINES + 4;

/// The whole layout, by line index.
pub const LAYOUT: [LineUse; LINES] = {
    let mut layout = [LineUse::Video; LINES];
    layout[0] = LineUse::StageAudio;
    layout[1] = LineUse::StageVideo;
    let mut line = 2 + VIDEO_LINES;
    while line < 2 + VIDEO_LINES + AUDIO_LINES {
        layout[line] = LineUse::Audio;
        line += 1;
    }
    layout[line] = LineUse::Screen;
    layout[line + 1] = LineUse::ScreenSound;
    layout[line + 2] = LineUse::Screen;
    layout[line + 3] = LineUse::ScreenSound;
    layout
};

/// The stage's voice line.
pub const STAGE_AUDIO: usize = 0;
/// The stage's picture line.
pub const STAGE_VIDEO: usize = 1;
