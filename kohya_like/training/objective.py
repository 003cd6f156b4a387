"""What the network is asked to predict, and how wrong it was: pure functions of latents and draws."""

from dataclasses import dataclass

import torch
from torch import Tensor

from kohya_like.training.draws import Draws


@dataclass(frozen=True)
class Epsilon:
    """Predict the noise (Ho et al., arXiv 2006.11239)."""

    alphas_cumprod: Tensor
    """[1000]: the share of signal left at each timestep, on the device of the latents."""
    noise_offset: float = 0.0
    """The noise of each picture and channel is shifted by this times a normal draw."""
    min_snr_gamma: float | None = None
    """Weigh by min(SNR, gamma) / SNR (Hang et al., arXiv 2303.09556)."""

    def target(self, latents: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        """The noisy latents, and what is to be predicted from them; both [n, 4, h, w]."""
        noise = draws.noise + self.noise_offset * draws.offset
        signal = self.alphas_cumprod[draws.timesteps].view(-1, 1, 1, 1)
        return signal.sqrt() * latents + (1 - signal).sqrt() * noise, noise

    def loss(self, prediction: Tensor, target: Tensor, draws: Draws, weights: Tensor) -> Tensor:
        """The mean squared error as one number, each picture's share times its weight [n]."""
        each = (prediction.float() - target).square().mean(dim=(1, 2, 3)) * weights
        return (each * self._snr_weights(draws.timesteps)).mean()

    def _snr_weights(self, timesteps: Tensor) -> Tensor:
        if self.min_snr_gamma is None:
            return torch.ones_like(timesteps, dtype=torch.float32)
        signal = self.alphas_cumprod[timesteps]
        snr = signal / (1 - signal)
        return snr.clamp(max=self.min_snr_gamma) / snr
